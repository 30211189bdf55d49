// The login page, for any router: it asks, and shows what the server says.
import { errorText, reasonText } from "@sojourn/core";
import { useAuth } from "@sojourn/react";
import type { FormEvent } from "react";

export function Login() {
  const { login, loggingIn, error, reason } = useAuth();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [username, password] = [`${form.get("username")}`, `${form.get("password")}`];
    login({ username, password }).catch(() => {}); // shown as `error`
  };
  return (
    <form onSubmit={submit}>
      <h1>Log in</h1>
      {reason && <p role="status">{reasonText(reason)}</p>}
      <label>
        User name <input name="username" autoComplete="username" />
        {error?.fields.username}
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" />
        {error?.fields.password}
      </label>
      <p role="alert">{error && errorText(error)}</p>
      <button type="submit" disabled={loggingIn}>
        Log in
      </button>
    </form>
  );
}
