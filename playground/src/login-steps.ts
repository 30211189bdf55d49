/** The two steps of the login form: name and password, and the code of an authenticator app. */
import { h } from "./dom.ts";
import { demo } from "./server.ts";

/** Name and password. `logInByProvider`: what the button for the demo's identity provider does; `null`: there is none. */
export function createFirstStep(logInByProvider: (() => void) | null) {
  const username = createField("username", "User name", {
    autocomplete: "username",
    value: demo.users[0],
  });
  const password = createField("password", "Password", {
    autocomplete: "current-password",
    type: "password",
    value: demo.password,
  });
  const remember = h("input", { type: "checkbox", checked: true });
  const others = demo.users.slice(1).join(", ");
  const elements = [
    username.element,
    password.element,
    h("label", { class: "check" }, remember, "Remember me"),
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "submit", class: "primary" }, "Log in"),
      logInByProvider &&
        h("button", { type: "button", onclick: logInByProvider }, "Log in with the demo provider"),
    ),
    h(
      "p",
      { class: "muted" },
      `Also there: ${others}. Everybody’s password is `,
      h("code", {}, demo.password),
      ".",
    ),
  ];
  return { username, password, remember, elements };
}

/** The code. */
export function createSecondStep() {
  const code = createField("code", "Code of your authenticator app", {
    autocomplete: "one-time-code",
    inputmode: "numeric",
  });
  const elements = [
    code.element,
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "submit", class: "primary" }, "Continue"),
      h("button", { type: "button", onclick: () => location.reload() }, "Start again"),
    ),
  ];
  return { code, elements };
}

function createField(name: string, label: string, attributes: Record<string, string>) {
  const input = h("input", {
    id: name,
    name,
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": `${name}-error`,
    ...attributes,
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
