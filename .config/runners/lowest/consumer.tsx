// An app that uses the packages with the oldest TypeScript that they support, and looks into their declarations (no skipLibCheck).
import { attachSession } from "@sojourn/axios";
import { createSession, errorText, isSessionError } from "@sojourn/core";
import { djoser, simpleJwt } from "@sojourn/django";
import { oauth2 } from "@sojourn/oauth2";
import { RequireAuth, SessionProvider, useAuth } from "@sojourn/react";
import { TestSession } from "@sojourn/react/testing";
import axios from "axios";

export const session = createSession({
  backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }),
  idle: { timeout: 900_000 },
});
export const others = [
  createSession({ backend: djoser({ baseUrl: "https://api.example.com/auth/" }) }),
  createSession({ backend: oauth2({ baseUrl: "https://api.example.com/" }) }),
];

declare module "@sojourn/react" {
  interface Register {
    session: typeof session;
  }
}

const api = axios.create({ baseURL: "https://api.example.com/api/" });
attachSession(api, session);

function Name() {
  const { isAuthenticated, user } = useAuth();
  return <b>{isAuthenticated ? user.id.toUpperCase() : "nobody"}</b>;
}

export const App = () => (
  <SessionProvider session={session}>
    <RequireAuth fallback="Log in">
      <Name />
    </RequireAuth>
  </SessionProvider>
);

export const Story = () => (
  <TestSession user={{ id: "7" }}>
    <Name />
  </TestSession>
);

export async function logIn(): Promise<string> {
  try {
    const user = await session.login({ username: "alice", password: "correct horse" });
    return user.id;
  } catch (error) {
    return isSessionError(error) ? errorText(error) : "";
  }
}
