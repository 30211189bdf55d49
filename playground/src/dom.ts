/** Makes elements: a tag, its attributes, its children. All the templating this page needs. */

type Child = Node | string | null;
type Listener = (event: Event) => void;
type Attributes = Record<string, string | number | boolean | null | Listener>;

/** An element. `true` sets an empty attribute, `false` and `null` none; `onclick` and the like listen. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Writes a text only where it differs, so that nothing is painted or read aloud for nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** The element of the page with this id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element "${id}".`);
  return element;
}

/** Tells screen readers something that only the eye could notice. */
export function announce(text: string): void {
  byId("announcer").textContent = text;
}

/** One of a few: radio buttons that look like a switch. */
export function segmented<Value extends string>(
  legend: string,
  options: readonly (readonly [value: Value, label: string])[],
  chosen: Value,
  choose: (value: Value) => void,
): HTMLFieldSetElement {
  const name = legend.toLowerCase().replaceAll(" ", "-");
  return h(
    "fieldset",
    { class: "segmented" },
    h("legend", {}, legend),
    h(
      "div",
      {},
      ...options.map(([value, label]) =>
        h(
          "label",
          {},
          h("input", {
            type: "radio",
            name,
            value,
            checked: value === chosen,
            onchange: () => choose(value),
          }),
          h("span", {}, label),
        ),
      ),
    ),
  );
}
