/** The login page: why the last session ended, and a form where what the server says stands at its field. */
import { isSessionError, type SessionError } from "@sojourn/core";
import { useAuth } from "@sojourn/react";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { sayReason } from "../src/history-words.ts";
import { demo } from "../src/server.ts";
import { useLostFocus } from "./lost-focus.ts";

export function Login() {
  return (
    <section className="card" aria-labelledby="login-title">
      <div className="card-head">
        <h2 id="login-title">Log in</h2>
      </div>
      <Ended />
      <LoginForm />
    </section>
  );
}

function Ended() {
  const { reason, elsewhere } = useAuth();
  return reason && <Notice>{sayReason(reason, elsewhere)}</Notice>;
}

function Notice({ children }: { children: string }) {
  return (
    <div className="notice">
      <p id="ended" tabIndex={-1} ref={useLostFocus()}>
        {children}
      </p>
    </div>
  );
}

function LoginForm() {
  const { login, loggingIn } = useAuth();
  const [error, setError] = useState<SessionError | null>(null);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    try {
      setError(null);
      await login({ username: `${given.get("username")}`, password: `${given.get("password")}` });
    } catch (problem) {
      if (!isSessionError(problem)) throw problem;
      setError(problem);
    }
  };
  useEffect(() => {
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (error) (wrong ?? form.current?.querySelector<HTMLElement>("#password"))?.focus();
  }, [error]);

  const { username = [], password = [], "": general = [] } = error?.fields ?? {};
  const isAboutFields = username.length + password.length > 0;
  const problem = general.join(" ") || (!isAboutFields && error?.message);
  return (
    <form className="login" noValidate onSubmit={(event) => void submit(event)} ref={form}>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <Field
        label="User name"
        name="username"
        autoComplete="username"
        told={username}
        defaultValue={demo.users[0]}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        told={password}
        defaultValue={demo.password}
      />
      <button type="submit" className="primary" disabled={loggingIn}>
        Log in
      </button>
      <p className="muted">
        Also there: {demo.users.slice(1).join(", ")}. Everybody’s password is{" "}
        <code>{demo.password}</code>.
      </p>
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type?: "text" | "password";
  readonly autoComplete: string;
  readonly defaultValue: string;
  /** What the server says about it. */
  readonly told: readonly string[];
}

function Field({ label, name, told, ...input }: FieldProps) {
  const complaint = useId();
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <input
        id={name}
        name={name}
        {...input}
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby={complaint}
        aria-invalid={told.length > 0 || undefined}
      />
      <p id={complaint} className="field-error">
        {told.join(" ")}
      </p>
    </div>
  );
}
