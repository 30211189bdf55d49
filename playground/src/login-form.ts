/** The login form: name and password, or the code that the login waits for. What the server says about a field stands at it. */
import { errorText, isSessionError, type LoginOptions } from "@sojourn/core";
import { providerLogin } from "./demo-provider.ts";
import { announce, h } from "./dom.ts";
import { createFirstStep, createSecondStep } from "./login-steps.ts";
import type { Stage } from "./stage.ts";
import type { Workbench } from "./workbench.ts";

/** A form that logs in to the session of this stage. `record` keeps its errors for developers. */
export function createLoginForm(stage: Stage, record: Workbench["record"]): HTMLElement {
  const { session } = stage;
  const logInByProvider = providerLogin(stage);
  const first = createFirstStep(
    logInByProvider && (() => void attempt(() => logInByProvider(options()))),
  );
  const second = createSecondStep();
  const fields = [first.username, first.password, second.code];
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const isWaiting = (): boolean => session.getSnapshot().pending !== null;

  const options = (): LoginOptions => ({ remember: first.remember.checked });
  const logIn = (): Promise<unknown> => {
    const { username, password } = first;
    const credentials = { username: username.input.value, password: password.input.value };
    return session.login(credentials, options());
  };
  const sendCode = (): Promise<unknown> => session.proceed({ code: second.code.input.value });
  const form = h("form", {
    class: "login",
    novalidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      void attempt(isWaiting() ? sendCode : logIn);
    },
  });

  /** Runs one way of logging in, and shows how it fails. */
  const attempt = async (way: () => Promise<unknown>): Promise<void> => {
    const buttons = [...form.querySelectorAll("button")];
    if (buttons.some((button) => button.disabled)) return;
    for (const button of buttons) button.disabled = true;
    for (const field of fields) field.complain([]);
    problem.hidden = true;
    const error = await way().then(
      () => null,
      (cause: Error) => cause,
    );
    for (const button of buttons) button.disabled = false;
    showStep();
    if (error) show(error);
  };

  const showStep = (): void => {
    const { elements } = isWaiting() ? second : first;
    if (!elements[0]?.isConnected) form.replaceChildren(problem, ...elements);
  };

  const show = (error: Error): void => {
    const messages = isSessionError(error) ? error.fields : {};
    // With "pending" the login goes on: the form asks for the code now.
    const isProblem = !isSessionError(error) || error.code !== "pending";
    if (isProblem) record("The login", error);
    const wrong = fields.find((field) => messages[field.name]);
    for (const field of fields) field.complain(messages[field.name] ?? []);
    if (wrong && !messages[""]) announce("The server found something wrong in the form.");
    else {
      problem.textContent = errorText(error);
      problem.hidden = !isProblem;
    }
    const last = isWaiting() ? second.code : first.password;
    (wrong ?? last).input.focus();
  };

  showStep();
  return form;
}
