// What replaces useIdleTimer: the warning, and the screen after it.
import { reasonText } from "@sojourn/core";
import { RequireAuth, SessionProvider, useAuth, useIdle } from "@sojourn/react";
import { session } from "./session.ts";

function StillHere() {
  const { isWarning, remaining, stay, logout } = useIdle();
  if (!isWarning) return null;
  return (
    <div role="alertdialog" aria-label="Are you still here?">
      <p>You will be logged out in {Math.ceil(remaining / 1000)} seconds.</p>
      <button type="button" onClick={stay}>
        Stay logged in
      </button>
      <button type="button" onClick={logout}>
        Log out
      </button>
    </div>
  );
}

function LoggedOut() {
  const { reason } = useAuth<typeof session>();
  return <p role="status">{reason ? reasonText(reason) : "Please log in."}</p>;
}

export const App = () => (
  <SessionProvider session={session}>
    <RequireAuth fallback={<LoggedOut />}>
      <p>Only for you.</p>
      <StillHere />
    </RequireAuth>
  </SessionProvider>
);
