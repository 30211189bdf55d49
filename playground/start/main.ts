/** The first screen: what Sojourn is, and the proof. */
import { announce, byId, h } from "../src/dom.ts";
import { describeError } from "../src/error-details.ts";
import { createPagesMenu } from "../src/frame.ts";
import { createCard } from "./card.ts";
import { contestants, countLines } from "./contestants.ts";

const withSojourn = createCard(
  "With Sojourn",
  { "with-sojourn": `${countLines("with-sojourn")} lines of code, and nothing else.` },
  false,
);
const byHand = createCard(
  "Written by hand",
  {
    "by-hand": "The interceptor of most tutorials: refresh, send again.",
    "by-hand-with-queue": "The better interceptor: one refresh for each tab.",
  },
  true,
);
const problem = h("p", { class: "problem", role: "alert", hidden: true });
const buttons = [
  createButton("Show me", 1, "primary"),
  createButton("Show me with two tabs", 2, ""),
];

/** Runs both sides, one after the other, so that each has the machine for itself. */
async function showProof(tabs: number): Promise<void> {
  for (const button of buttons) button.disabled = true;
  problem.hidden = true;
  prepare(tabs);
  try {
    const good = await withSojourn.run();
    const bad = await byHand.run();
    announce(`With Sojourn: ${good}. Written by hand: ${bad}.`);
  } catch (error) {
    // Without a service worker, say, in a private window or far from localhost.
    problem.textContent = `Could not run: ${describeError(error)}`;
    problem.hidden = false;
  }
  for (const button of buttons) button.disabled = false;
}

function prepare(tabs: number): void {
  withSojourn.prepare("with-sojourn", tabs);
  byHand.prepare(tabs === 1 ? "by-hand" : "by-hand-with-queue", tabs);
}

function createButton(text: string, tabs: number, look: string): HTMLButtonElement {
  return h("button", { type: "button", class: look, onclick: () => void showProof(tabs) }, text);
}

prepare(1);
byId("pages").replaceWith(createPagesMenu("start"));
byId("code").textContent = contestants["with-sojourn"].code;
byId("buttons").replaceChildren(...buttons);
byId("proof").replaceChildren(problem, withSojourn.element, byHand.element);
