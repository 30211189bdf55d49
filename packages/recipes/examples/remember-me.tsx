// A login form with a box "Remember me".
import { errorText } from "@sojourn/core";
import { useAuth } from "@sojourn/react";
import type { FormEvent } from "react";

export function Login() {
  const { login, loggingIn, error } = useAuth();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [username, password] = [`${form.get("username")}`, `${form.get("password")}`];
    const remember = form.has("remember");
    login({ username, password }, { remember }).catch(() => {}); // shown as `error`
  };
  return (
    <form onSubmit={submit}>
      <label>
        User name <input name="username" autoComplete="username" />
        {error?.fields.username}
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" />
        {error?.fields.password}
      </label>
      <label>
        <input name="remember" type="checkbox" /> Remember me on this computer
      </label>
      <p role="alert">{error && errorText(error)}</p>
      <button type="submit" disabled={loggingIn}>
        Log in
      </button>
    </form>
  );
}
