/** The strip: the tokens of this session as a bar, from issue to expiry, with the moment of renewal marked. */
import { onTick, span } from "./clock.ts";
import { h, setText } from "./dom.ts";
import type { Life } from "./token-life.ts";

/** The strip and its element. */
export interface TokenStrip {
  readonly element: HTMLElement;
  /** A new token arrived; the one before it becomes history. */
  show(life: Life): void;
  stop(): void;
}

/** How many tokens of the past stay on the strip. */
const PAST = 6;

/** Makes an empty strip. */
export function createTokenStrip(): TokenStrip {
  let life: Life | null = null;
  let renewals = 0;
  const fill = h("span", { class: "fill" });
  const mark = h("span", { class: "mark", title: "due for renewal" });
  const present = h("span", { class: "present" }, fill, mark);
  const bar = h("div", { class: "bar", "aria-hidden": "true" }, present);
  const left = h("span");
  const right = h("strong", { class: "expiry" });
  const element = h("div", { class: "strip" }, bar, h("p", { class: "scale" }, left, right));

  const draw = (): void => {
    if (!life) return;
    const now = Date.now();
    fill.style.transform = `scaleX(${shareOf(life, now)})`;
    mark.hidden = life.due === null;
    mark.style.insetInlineStart = `${shareOf(life, life.due ?? 0) * 100}%`;
    setText(right, now < life.until ? `expires in ${span(life.until - now)}` : "expired");
    bar.classList.toggle("over", now >= life.until);
  };
  const stop = onTick(draw);

  return {
    element,
    stop,
    show(next) {
      if (life && isAnother(life, next)) {
        renewals += 1;
        const used = Math.min(Date.now(), life.until) - life.from;
        const weight = Math.max(0.04, used / (life.until - life.from));
        present.before(h("span", { class: "past", style: `flex-grow: ${weight / PAST}` }));
        if (bar.childElementCount > PAST + 1) bar.firstElementChild?.remove();
      }
      life = next;
      setText(left, sayRenewals(renewals));
      draw();
    },
  };
}

/** Whether a life is that of another token. */
function isAnother(life: Life, next: Life): boolean {
  return life.until !== next.until || life.claims !== next.claims;
}

/** The share of a life that has passed at this time: 0 to 1. */
function shareOf({ from, until }: Life, at: number): number {
  return Math.min(1, Math.max(0, (at - from) / (until - from)));
}

function sayRenewals(renewals: number): string {
  if (renewals === 0) return "first token";
  if (renewals === 1) return "renewed once";
  return `renewed ${renewals} times`;
}
