/** The page: opens what the address names, shows its session, and puts everything that happens into the timeline. */
import { type Choice, readChoice, writeChoice } from "./choice.ts";
import { createChoiceBar } from "./choice-bar.ts";
import { announce, byId, h } from "./dom.ts";
import { sayHappening } from "./happenings.ts";
import { createMicroblog } from "./microblog.ts";
import { sayError } from "./posts.ts";
import { createSignedOut } from "./signed-out.ts";
import { openStage, type Stage, setStage } from "./stage.ts";
import { createTimeline } from "./timeline.ts";
import { createTokenPanel, type Panel } from "./token-panel.ts";
import { type Around, createTrouble } from "./trouble.ts";
import { createTroublePanel } from "./trouble-panel.ts";
import { createWire } from "./wire.ts";

let choice = readChoice(location.search);
let stage: Stage | null = null;
let close = (): void => {};
let opening = 0;

const timeline = createTimeline();
const wire = createWire(({ at, method, url, status, ms }) => {
  const base = new URL(current().server.baseUrl, document.baseURI).href;
  const path = url.href.startsWith(base) ? url.href.slice(base.length) : url.href;
  const tone = status === null || status >= 500 ? "bad" : status >= 400 ? "warn" : "plain";
  const text = `${method} ${path} → ${status ?? "no answer"}`;
  timeline.add({ at, source: "wire", tone, text, ms });
});
const around: Around = {
  wire,
  stage: current,
  posts: () => current().posts(choice.client),
  reload: () => show(setStage(choice, current().server, wire)),
  note: (text, tone) => timeline.add({ at: Date.now(), source: "you", tone, text }),
};
const trouble = createTrouble(around);
const troublePanel = createTroublePanel(trouble, around);

function current(): Stage {
  if (!stage) throw new Error("Nothing is open yet.");
  return stage;
}

/** Opens what is chosen now. */
async function open(): Promise<void> {
  opening += 1;
  const mine = opening;
  if (stage) await trouble.calm();
  try {
    const next = await openStage(choice, wire);
    const problem = await next.server.problem();
    if (mine === opening) show(next, problem);
  } catch (error) {
    // Without a service worker, say, in a private window or far from localhost.
    byId("stage").replaceChildren(createProblem(`Could not start: ${sayError(error)}`));
  }
}

/** Shows this stage in place of the one before. */
function show(next: Stage, problem: string | null = null): void {
  close();
  if (!stage) byId("side").append(troublePanel.element, timeline.element);
  stage = next;
  const { session, backend } = next;
  let view: "loading" | "signed-out" | "signed-in" | null = null;
  let panel: Panel | null = null;

  const place = (...elements: HTMLElement[]): void => byId("stage").replaceChildren(...elements);
  const render = (): void => {
    const snapshot = session.getSnapshot();
    const before = view;
    if (snapshot.status === "loading") {
      view = "loading";
      if (before !== view) place(h("p", { class: "card empty" }, "One moment …"));
    } else if (snapshot.status === "unauthenticated") {
      view = "signed-out";
      if (before !== view) {
        panel?.stop();
        panel = null;
        const notice = before === "signed-in" ? null : problem;
        place(...(notice ? [createProblem(notice)] : []), createSignedOut(session, snapshot));
        // The view that had the focus is gone.
        if (before === "signed-in")
          (document.getElementById("ended") ?? byId("login-title")).focus();
      }
    } else {
      view = "signed-in";
      if (before !== view) {
        panel = createTokenPanel(session, backend, (what, error) => {
          const text = `${what}: ${sayError(error)}`;
          timeline.add({ at: Date.now(), source: "you", tone: "warn", text });
          announce(text);
        });
        panel.show(snapshot);
        place(
          panel.element,
          createMicroblog(() => next.posts(choice.client), snapshot.user.username),
        );
        if (before === "signed-out") byId("who").focus();
      } else panel?.show(snapshot);
    }
    troublePanel.update();
  };

  const stops = [
    session.on("*", (happening) => {
      const { tone, text } = sayHappening(happening);
      timeline.add({ at: happening.at, source: "session", tone, text });
      if (happening.type === "refresh-failed" || happening.type === "ended") announce(text);
    }),
    session.subscribe(render),
    session.start(),
  ];
  close = () => {
    for (const stop of stops) stop();
    panel?.stop();
  };
  render();
}

function createProblem(problem: string): HTMLElement {
  return h(
    "div",
    { class: "card problem", role: "alert" },
    h("p", {}, problem),
    h("button", { type: "button", onclick: () => void open() }, "Try again"),
  );
}

async function choose(next: Choice): Promise<void> {
  const sameStage = writeChoice({ ...next, client: choice.client }) === writeChoice(choice);
  choice = next;
  history.pushState(null, "", `${location.pathname}${writeChoice(choice)}`);
  if (!sameStage) await open();
}

function showChoice(): void {
  byId("choice").replaceChildren(createChoiceBar(choice, (next) => void choose(next)));
}

window.addEventListener("popstate", () => {
  choice = readChoice(location.search);
  showChoice();
  void open();
});
showChoice();
await open();
