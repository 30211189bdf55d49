/** The card of the logged-in user: the state of the session, and the claims of its token. */
import type { AuthenticatedSnapshot } from "@sojourn/core";
import type { AnyBackend, Person } from "./backends.ts";
import { h, setText } from "./dom.ts";
import type { AnySession } from "./open-session.ts";
import { createTokenStrip, type Life } from "./token-strip.ts";

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
      claims.replaceChildren(...Object.entries(snapshot.claims ?? {}).flatMap(sayClaim));
    },
  };
}

function flag(text: string, tone: string): HTMLElement {
  return h("span", { class: `flag ${tone}` }, text);
}

/** The life of a token, only for the drawing: the session itself decides when to renew. */
function lifeOf(backend: AnyBackend, claims: object | null, expiresAt: number): Life {
  const lifetime = lifetimeOf(claims) ?? Math.max(1000, expiresAt - Date.now());
  const isSliding = backend.lifecycle === "sliding";
  const ahead = isSliding ? lifetime / 2 : Math.min(60_000, lifetime / 5);
  const from = expiresAt - lifetime;
  if (!backend.refresh) return { from, until: expiresAt, due: null };
  // No timer renews a token in its first ten seconds.
  const due = Math.max(expiresAt - ahead, from + 10_000);
  return { from, until: expiresAt, due: Math.min(due, expiresAt) };
}

/** How long a token lives by its claims, in milliseconds; `null` if they do not tell. */
function lifetimeOf(claims: object | null): number | null {
  const { exp, iat } = { exp: null, iat: null, ...claims } as Record<string, unknown>;
  if (typeof exp !== "number" || typeof iat !== "number" || exp <= iat) return null;
  return (exp - iat) * 1000;
}

function sayClaim([name, value]: [string, unknown]): HTMLElement[] {
  const title = h("dt", {}, h("code", {}, name));
  const meaning = meanings[name];
  if (meaning) title.append(h("span", { class: "meaning" }, meaning));
  return [title, h("dd", {}, sayValue(name, value))];
}

function sayValue(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number" || !isTime(name)) return JSON.stringify(value);
  return new Date(value * 1000).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
}

/** Whether a claim is a time in seconds: a registered one, or one named after them, like `orig_iat`. */
function isTime(name: string): boolean {
  return times.has(name) || name.endsWith("_exp") || name.endsWith("_iat");
}

const times: ReadonlySet<string> = new Set(["exp", "iat", "nbf", "auth_time"]);

const meanings: Record<string, string> = {
  exp: "expires",
  iat: "issued",
  orig_iat: "first login",
  jti: "token id",
  sub: "subject",
  user_id: "user",
  token_type: "kind",
  refresh_exp: "renewable until",
};
