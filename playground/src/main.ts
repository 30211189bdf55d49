/** The plain page: opens what the address names, shows its session, and guards its places. */
import type { Person } from "./backends.ts";
import { type Choice, changeChoice, nameChoice, presentChoice } from "./choice.ts";
import { byId, h } from "./dom.ts";
import { describeError } from "./error-details.ts";
import { showFrame } from "./frame.ts";
import { detour } from "./guard.ts";
import { attachIdleDialog } from "./idle-dialog.ts";
import { createLoggedOut } from "./logged-out.ts";
import { createMicroblog } from "./microblog.ts";
import { createPostPage } from "./post-page.ts";
import { createProfile } from "./profile.ts";
import { createMenu, go, here } from "./router.ts";
import { createStaffCard, isStaff } from "./staff-room.ts";
import { openStage, type Stage } from "./stage.ts";
import { createTokenPanel, type Panel } from "./token-panel.ts";
import { createWorkbench } from "./workbench.ts";

let choice = presentChoice();
let stage: Stage | null = null;
let close = (): void => {};
let opening = 0;

const workbench = createWorkbench({
  stage: current,
  choice: () => choice,
  posts: () => current().posts(choice.client),
});
const showChoice = showFrame("plain", (next) => void choose(next), ["fetch", "axios"]);

function current(): Stage {
  if (!stage) throw new Error("Nothing is open yet.");
  return stage;
}

/** Opens what is chosen now. */
async function open(): Promise<void> {
  opening += 1;
  const mine = opening;
  close();
  close = () => {};
  if (stage) await workbench.calm();
  try {
    const next = await openStage(choice, workbench.wire);
    const problem = await next.server.problem();
    if (mine === opening) show(next, problem);
  } catch (error) {
    // Without a service worker, say, in a private window or far from localhost.
    byId("app").replaceChildren(createProblem(`Could not start: ${describeError(error)}`));
  }
}

/** Shows this stage in place of the one before. */
function show(next: Stage, problem: string | null = null): void {
  close();
  stage = next;
  const { session, backend } = next;
  const menu = createMenu();
  let shown: { readonly view: string; panel: Panel | null } | null = null;

  const place = (...elements: HTMLElement[]): void => byId("app").replaceChildren(...elements);
  const createPanel = (): Panel => createTokenPanel(session, backend, workbench.failed);

  const render = (): void => {
    const snapshot = session.getSnapshot();
    const to = detour(snapshot, here());
    if (to) {
      go(to, "replace"); // and comes back here
      return;
    }
    if (snapshot.status === "authenticated") {
      shown?.panel?.show(snapshot);
      menu.update(isStaff(snapshot.user));
    }
    const before = shown;
    const view = `${snapshot.status} ${snapshot.user?.username} ${location.pathname}`;
    if (view === before?.view) return;
    if (snapshot.status !== "authenticated") before?.panel?.stop();
    shown = { view, panel: null };
    if (snapshot.status === "loading") place(h("p", { class: "card empty" }, "One moment …"));
    else if (snapshot.status === "unauthenticated") {
      const notice = before?.panel ? null : problem;
      place(
        ...(notice ? [createProblem(notice)] : []),
        createLoggedOut(next, snapshot, workbench.record),
      );
      // What had the focus is gone.
      if (before?.panel) (document.getElementById("ended") ?? byId("login-title")).focus();
    } else {
      shown.panel = before?.panel ?? createPanel();
      shown.panel.show(snapshot);
      place(shown.panel.element, menu.element, createPlace(next, snapshot.user));
      if (before?.panel) byId("place").focus();
      else if (before?.view.startsWith("unauthenticated")) byId("who").focus();
    }
  };

  const stops = [
    workbench.watch(next),
    attachIdleDialog(session), // before `render`, which may move the focus
    session.subscribe(render),
    listen("popstate", render),
    session.start(),
  ];
  close = () => {
    for (const stop of stops) stop();
    shown?.panel?.stop();
  };
  render();
}

/** What stands at the present address, for whoever is logged in. */
function createPlace(at: Stage, user: Person): HTMLElement {
  const { pathname } = here();
  const [, id] = /^\/posts\/(\d+)$/.exec(pathname) ?? [];
  if (id) return createPostPage(at.posts(choice.client), Number(id));
  if (pathname === "/posts") return createMicroblog(() => at.posts(choice.client), user.username);
  if (pathname === "/profile") return createProfile(user);
  if (pathname === "/staff") return createStaffCard("room");
  if (pathname === "/forbidden") return createStaffCard("forbidden");
  return h("p", { class: "card empty", id: "place", tabindex: -1 }, "There is nothing here.");
}

function createProblem(problem: string): HTMLElement {
  return h(
    "div",
    { class: "card problem", role: "alert" },
    h("p", {}, problem),
    h("button", { type: "button", onclick: () => void open() }, "Try again"),
  );
}

function listen(type: string, listener: () => void): () => void {
  window.addEventListener(type, listener);
  return () => window.removeEventListener(type, listener);
}

async function choose(next: Choice): Promise<void> {
  changeChoice(choice, next, location.pathname);
  await follow(next);
}

/** Another choice: by the controls, or by going back in the history. */
async function follow(next: Choice): Promise<void> {
  const before = choice;
  choice = next;
  showChoice(choice);
  if (nameChoice({ ...before, client: next.client }) !== nameChoice(next)) await open();
}

listen("popstate", () => {
  const next = presentChoice();
  if (nameChoice(next) !== nameChoice(choice)) void follow(next);
});
showChoice(choice);
await open();
