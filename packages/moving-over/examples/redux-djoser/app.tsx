// The screens: who is logged in is asked for, not stored.
import { errorText, isSessionError, reasonText } from "@sojourn/core";
import { RequireAuth, SessionProvider, useAuth } from "@sojourn/react";
import { type FormEvent, useEffect, useState } from "react";
import { api, session } from "./session.ts";

function Login() {
  const { login, loggingIn, error, reason } = useAuth<typeof session>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [username, password] = [`${form.get("username")}`, `${form.get("password")}`];
    login({ username, password }).catch(() => {}); // shown as `error`
  };
  return (
    <form onSubmit={submit}>
      {reason && <p role="status">{reasonText(reason)}</p>}
      <input name="username" aria-label="User name" autoComplete="username" />
      {error?.fields.username}
      <input name="password" aria-label="Password" type="password" />
      {error?.fields.password}
      <p role="alert">{error && errorText(error)}</p>
      <button type="submit" disabled={loggingIn}>
        Log in
      </button>
    </form>
  );
}

function Posts() {
  const { user, logout } = useAuth<typeof session>();
  const [posts, setPosts] = useState<readonly { id: number; text: string }[]>([]);
  useEffect(() => {
    api.get("posts/").then(
      ({ data }) => setPosts(data.results),
      (error) => {
        if (!isSessionError(error.cause)) throw error;
      },
    );
  }, []);
  return (
    <>
      <button type="button" onClick={logout}>
        Log out {user?.username}
      </button>
      {posts.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </>
  );
}

export const App = () => (
  <SessionProvider session={session}>
    <RequireAuth fallback={<Login />}>
      <Posts />
    </RequireAuth>
  </SessionProvider>
);
