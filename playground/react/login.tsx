/** The login page: why the last session ended, and a form where what the server says stands at its field. */
import { errorText, isSessionError } from "@sojourn/core";
import { useAuth } from "@sojourn/react";
import {
  type FormEvent,
  type InputHTMLAttributes,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { providerLogin } from "../src/demo-provider.ts";
import type { OpenPage } from "../src/open-page.ts";
import { demo } from "../src/server.ts";
import { Ended } from "./ended.tsx";

export function Login({ page }: { page: OpenPage }) {
  return (
    <section className="card" aria-labelledby="login-title">
      <div className="card-head">
        <h2 id="login-title">Log in</h2>
      </div>
      <Ended session={page.session} />
      <LoginForm page={page} />
    </section>
  );
}

function LoginForm({ page }: { page: OpenPage }) {
  const { login, proceed, pending, loggingIn } = useAuth();
  const logInByProvider = providerLogin(page);
  const [error, setError] = useState<Error | null>(null);
  const form = useRef<HTMLFormElement>(null);

  /** Runs one way of logging in, and keeps its error for the screen. */
  const attempt = async (way: (given: FormData) => Promise<unknown>) => {
    try {
      setError(null);
      await way(new FormData(form.current ?? undefined));
    } catch (problem) {
      // With "pending" the login goes on: the form asks for the code now.
      if (isSessionError(problem) && problem.code === "pending") return;
      setError(problem as Error);
      page.record("The login", problem); // for developers
    }
  };
  const options = (given: FormData) => ({ remember: given.has("remember") });
  const logIn = (given: FormData) => {
    const credentials = {
      username: `${given.get("username")}`,
      password: `${given.get("password")}`,
    };
    return login(credentials, options(given));
  };
  const sendCode = (given: FormData) => proceed({ code: `${given.get("code")}` });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt(pending ? sendCode : logIn);
  };
  useEffect(() => {
    const find = (what: string) => form.current?.querySelector<HTMLElement>(what);
    if (error || pending) (find('[aria-invalid="true"]') ?? find("#code, #password"))?.focus();
  }, [error, pending]);

  const told = isSessionError(error) ? error.fields : {};
  const isAboutFields = Object.keys(told).some((name) => name !== "");
  const problem = error && (!isAboutFields || told[""]) && errorText(error);
  return (
    <form className="login" noValidate onSubmit={submit} ref={form}>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {pending ? (
        <SecondStep told={told} busy={loggingIn} />
      ) : (
        <FirstStep
          told={told}
          busy={loggingIn}
          onProvider={
            logInByProvider && (() => void attempt((given) => logInByProvider(options(given))))
          }
        />
      )}
    </form>
  );
}

interface StepProps {
  /** What the server says about the fields. */
  readonly told: Readonly<Record<string, readonly string[]>>;
  readonly busy: boolean;
}

interface FirstStepProps extends StepProps {
  /** Logs in by the demo's identity provider, if the server takes its tokens; `null`: it does not. */
  readonly onProvider: (() => void) | null;
}

function FirstStep({ told, busy, onProvider }: FirstStepProps) {
  return (
    <>
      <Field
        label="User name"
        name="username"
        autoComplete="username"
        told={told.username}
        defaultValue={demo.users[0]}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        told={told.password}
        defaultValue={demo.password}
      />
      <label className="check">
        <input type="checkbox" name="remember" defaultChecked /> Remember me
      </label>
      <div className="buttons">
        <button type="submit" className="primary" disabled={busy}>
          Log in
        </button>
        {onProvider && (
          <button type="button" disabled={busy} onClick={onProvider}>
            Log in with the demo provider
          </button>
        )}
      </div>
      <p className="muted">
        Also there: {demo.users.slice(1).join(", ")}. Everybody’s password is{" "}
        <code>{demo.password}</code>.
      </p>
    </>
  );
}

function SecondStep({ told, busy }: StepProps) {
  return (
    <>
      <Field
        label="Code of your authenticator app"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        told={told.code}
      />
      <div className="buttons">
        <button type="submit" className="primary" disabled={busy}>
          Continue
        </button>
        <button type="button" onClick={() => location.reload()}>
          Start again
        </button>
      </div>
    </>
  );
}

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly name: string;
  /** What the server says about it. */
  readonly told: readonly string[] | undefined;
}

function Field({ label, name, told = [], ...input }: FieldProps) {
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
