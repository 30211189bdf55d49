/** The login form. The messages of the server about a field appear at that field. */
import { isSessionError } from "@sojourn/core";
import { announce, h } from "./dom.ts";
import type { AnySession } from "./open-session.ts";
import { demo } from "./server.ts";

/** A form that logs in to this session. */
export function createLoginForm(session: AnySession): HTMLElement {
  const username = createField("username", "User name", "text", "username", demo.users[0]);
  const password = createField(
    "password",
    "Password",
    "password",
    "current-password",
    demo.password,
  );
  const fields = [username, password];
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const button = h("button", { type: "submit", class: "primary" }, "Log in");

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    for (const field of fields) field.complain([]);
    problem.hidden = true;
    try {
      await session.login({ username: username.input.value, password: password.input.value });
    } catch (error) {
      show(error);
    } finally {
      button.disabled = false;
    }
  };

  const show = (error: unknown): void => {
    const messages = isSessionError(error) ? error.fields : {};
    for (const field of fields) field.complain(messages[field.name] ?? []);
    const general = messages[""]?.join(" ") ?? "";
    const wrong = fields.find((field) => messages[field.name]);
    if (wrong && !general) announce("The server found something wrong in the form.");
    else {
      problem.textContent = general || (error as Error).message;
      problem.hidden = false;
    }
    (wrong ?? password).input.focus();
  };

  return h(
    "form",
    { class: "login", novalidate: true, onsubmit: (event) => void submit(event) },
    problem,
    username.element,
    password.element,
    button,
    h(
      "p",
      { class: "muted" },
      `Also there: ${demo.users.slice(1).join(", ")}. Everybody’s password is `,
      h("code", {}, demo.password),
      ".",
    ),
  );
}

function createField(
  name: string,
  label: string,
  type: string,
  autocomplete: "username" | "current-password",
  value: string,
) {
  const input = h("input", {
    id: name,
    name,
    type,
    autocomplete,
    value,
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": `${name}-error`,
  });
  const error = h("p", { id: `${name}-error`, class: "field-error" });
  return {
    name,
    input,
    element: h("div", { class: "field" }, h("label", { for: name }, label), input, error),
    complain(messages: readonly string[]): void {
      error.textContent = messages.join(" ");
      if (messages.length > 0) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
  };
}
