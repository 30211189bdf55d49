/** One side of the proof on the screen: its tabs, the numbered steps, and three lines on what came of it. */
import { h } from "../src/dom.ts";
import { type ContestantName, contestants, countLines } from "./contestants.ts";
import { type Outcome, REQUESTS, run, type StepName, sayOutcome, steps } from "./proof.ts";
import type { Tab } from "./tab.ts";

/** A card and its element. */
export interface Card {
  readonly element: HTMLElement;
  /** Shows how it looks before a run in so many tabs. */
  prepare(name: ContestantName, tabs: number): void;
  /** Runs what was prepared. Resolves to the three lines as one text. */
  run(): Promise<string>;
}

/** Makes a card. `about`: what runs in it, in a sentence. `showsCode`: whether the lines that run can be opened in it. */
export function createCard(
  title: string,
  about: Partial<Record<ContestantName, string>>,
  showsCode: boolean,
): Card {
  const id = title.toLowerCase().replaceAll(" ", "-");
  const sentence = h("p", { class: "muted" });
  const frames = h("div", { class: "frames" });
  const list = h("ol", { class: "steps" });
  const verdict = h("ul", { class: "verdict", "aria-label": `What happened: ${title}` });
  const code = h("div");
  let name: ContestantName = "with-sojourn";
  let tabs = 1;

  return {
    element: h(
      "section",
      { class: "card proof-card", "aria-labelledby": id },
      h("div", {}, h("h2", { id }, title), sentence),
      list,
      frames,
      verdict,
      code,
    ),
    prepare(nextName, nextTabs) {
      name = nextName;
      tabs = nextTabs;
      sentence.textContent = about[name] ?? "";
      frames.replaceChildren(
        ...Array.from({ length: tabs }, (_, index) => createSlot(index, tabs)),
      );
      list.replaceChildren(...steps.map((step) => h("li", {}, sayStep(step, tabs))));
      verdict.replaceChildren(createNote("Not run yet."));
      verdict.className = "verdict";
      if (showsCode) code.replaceChildren(createCode(name));
    },
    async run() {
      verdict.replaceChildren(createNote("It runs now."));
      const slots = [...frames.children];
      const openTab = (address: string): Promise<Tab> => fill(slots.shift(), address);
      const reach = (step: StepName): void => mark(list, steps.indexOf(step));
      const outcome = await run(name, tabs, openTab, reach);
      mark(list, steps.length);
      return show(verdict, outcome);
    },
  };
}

/** What stands in place of the three lines before they are known. */
function createNote(text: string): HTMLElement {
  return h("li", { class: "empty" }, text);
}

function sayStep(step: StepName, tabs: number): string {
  if (step === "log-in") return "Log in as alice";
  if (step === "expire") return "The server lets the token expire";
  if (tabs === 1) return `Send ${REQUESTS} requests at once`;
  return `Send ${REQUESTS} requests at once, ${REQUESTS / tabs} a tab`;
}

/** Steps before this one are done, and it is under way. */
function mark(list: HTMLElement, present: number): void {
  for (const [index, item] of [...list.children].entries()) {
    item.classList.toggle("done", index < present);
    if (index === present) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
}

/** The place of a tab. */
function createSlot(index: number, tabs: number): HTMLElement {
  const label = tabs === 1 ? "Browser tab" : `Browser tab ${index + 1}`;
  return h("div", { class: "slot" }, h("p", { class: "tab-label" }, label), h("div"));
}

/** Puts a page into a slot. Resolves when it can be used. */
async function fill(slot: Element | undefined, address: string): Promise<Tab> {
  const frame = h("iframe", {
    src: address,
    title: slot?.querySelector(".tab-label")?.textContent ?? "",
  });
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  slot?.lastElementChild?.replaceWith(frame);
  await loaded;
  const tab = frame.contentWindow?.proofTab;
  if (!tab) throw new Error("A tab of the proof did not load.");
  return tab;
}

function show(verdict: HTMLElement, outcome: Outcome): string {
  const lines = sayOutcome(outcome);
  verdict.replaceChildren(
    ...lines.map(({ isGood, head, rest }) =>
      h("li", { class: isGood ? "good" : "bad" }, h("strong", {}, head), " ", rest),
    ),
  );
  verdict.classList.add("told");
  return lines.map(({ head, rest }) => `${head} ${rest}`.trim()).join(", ");
}

/** The lines that run, to be opened. */
function createCode(name: ContestantName): HTMLElement {
  const { code } = contestants[name];
  return h(
    "details",
    {},
    h("summary", {}, `The ${countLines(name)} lines that run here`),
    h("pre", { tabindex: 0 }, h("code", {}, code)),
  );
}
