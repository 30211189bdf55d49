/** The card of the logged-in user: the state of the session, and the claims of its token. */
import type { AuthenticatedSnapshot } from "@sojourn/core";
import type { AnyBackend, Person } from "./backends.ts";
import { type Claim, describeClaims } from "./claims.ts";
import { h, setText } from "./dom.ts";
import type { AnySession } from "./open-session.ts";
import { lifeOf } from "./token-life.ts";
import { createTokenStrip } from "./token-strip.ts";

/** A part of the page that shows a session. */
export interface Panel {
  readonly element: HTMLElement;
  /** Shows this snapshot. */
  show(snapshot: AuthenticatedSnapshot<Person>): void;
  stop(): void;
}

/** Makes the card. `failed` shows the error of a button. */
export function createTokenPanel(
  session: AnySession,
  backend: AnyBackend,
  failed: (what: string, error: unknown) => void,
): Panel {
  const strip = createTokenStrip();
  const title = h("h2", { tabindex: -1, id: "who" });
  const email = h("p", { class: "muted" });
  const flags = h("p", { class: "flags", "aria-label": "State of the session" });
  const opaque = h(
    "p",
    { class: "muted" },
    "This token is opaque: it says nothing, not even when it expires.",
  );
  const claims = h("dl", { class: "claims" });
  const details = h("details", {}, h("summary", {}, "What the token says"), claims);
  const renew = h(
    "button",
    {
      type: "button",
      disabled: !backend.refresh,
      title: backend.refresh ? null : "These tokens are never renewed.",
      onclick: () => void session.refresh().catch((error) => failed("Renew now", error)),
    },
    "Renew now",
  );
  let shown: object | null | undefined;

  return {
    element: h(
      "section",
      { class: "card", "aria-labelledby": "who" },
      h(
        "div",
        { class: "card-head" },
        h("div", { class: "who" }, title, email),
        renew,
        h("button", { type: "button", onclick: () => void session.logout() }, "Log out"),
      ),
      flags,
      strip.element,
      opaque,
      details,
    ),
    stop: strip.stop,
    show(snapshot) {
      const { user, expiresAt, refreshing, offline } = snapshot;
      setText(title, `Logged in as ${user.username}`);
      setText(email, user.email ?? "");
      flags.replaceChildren(flag("authenticated", "good"));
      if (refreshing) flags.append(flag("refreshing", "plain"));
      if (offline) flags.append(flag("offline", "warn"));
      if (shown === snapshot.claims && shown !== undefined) return;
      shown = snapshot.claims;
      strip.element.hidden = expiresAt === null;
      opaque.hidden = expiresAt !== null;
      details.hidden = !snapshot.claims;
      if (expiresAt !== null) strip.show(lifeOf(backend, snapshot.claims, expiresAt));
      claims.replaceChildren(...describeClaims(snapshot.claims).flatMap(createClaim));
    },
  };
}

function flag(text: string, tone: string): HTMLElement {
  return h("span", { class: `flag ${tone}` }, text);
}

function createClaim({ name, meaning, text }: Claim): HTMLElement[] {
  const title = h("dt", {}, h("code", {}, name));
  if (meaning) title.append(h("span", { class: "meaning" }, meaning));
  return [title, h("dd", {}, text)];
}
