/** The controls on top: which server, which tokens, how long they live, who is logged out when, which HTTP client. */
import { type SystemId, systems } from "./backends.ts";
import { type Choice, type ClientName, idles, lifetimes, type Where } from "./choice.ts";
import { span } from "./clock.ts";
import { h, segmented, setText } from "./dom.ts";

/** Controls that show a choice and hand in each changed one. `clients`: which HTTP clients the page has. */
export function createChoiceBar(
  choice: Choice,
  choose: (choice: Choice) => void,
  clients: readonly ClientName[],
): HTMLElement {
  let current = choice;
  const about = h("p", { class: "about" }, systems[choice.system].about);
  const change = (part: Partial<Choice>): void => {
    current = { ...current, ...part };
    setText(about, systems[current.system].about);
    choose(current);
  };

  return h(
    "form",
    { class: "choice", "aria-label": "What to try", autocomplete: "off" },
    segmented<Where>(
      "Server",
      [
        ["browser", "In the browser"],
        ["django", "Real Django"],
      ],
      choice.where,
      (where) => change({ where }),
    ),
    select(
      "Tokens",
      Object.entries(systems).map(([id, { label }]) => [id, label]),
      choice.system,
      (system) => change({ system: system as SystemId }),
    ),
    select(
      "Lifetime",
      lifetimes.map((seconds) => [String(seconds), span(seconds * 1000)]),
      String(choice.lifetime),
      (seconds) => change({ lifetime: Number(seconds) }),
    ),
    select(
      "Idle logout",
      idles.map((seconds) => [
        String(seconds),
        seconds === 0 ? "never" : `after ${span(seconds * 1000)}`,
      ]),
      String(choice.idle),
      (seconds) => change({ idle: Number(seconds) }),
    ),
    clients.length > 1
      ? segmented<ClientName>(
          "Requests by",
          clients.map((name) => [name, name]),
          choice.client,
          (client) => change({ client }),
        )
      : null,
    about,
  );
}

function select(
  label: string,
  options: readonly (readonly [value: string, label: string])[],
  chosen: string,
  choose: (value: string) => void,
): HTMLElement {
  const element = h(
    "select",
    { onchange: () => choose(element.value) },
    ...options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
  );
  return h("label", { class: "select" }, h("span", {}, label), element);
}
