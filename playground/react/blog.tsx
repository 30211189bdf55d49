/** The frame around every place that is for people who are logged in: who it is, the way about, and the way out. */
import { RequireAuth, useAuth } from "@sojourn/react";
import { isRouteErrorResponse, NavLink, Outlet, useRevalidator, useRouteError } from "react-router";
import { timeOfDay } from "../src/clock.ts";
import { sayError } from "../src/posts.ts";
import { isStaff } from "../src/staff-room.ts";
import { IdleDialog } from "./idle-dialog.tsx";
import { useLostFocus } from "./lost-focus.ts";

/** Everything below is gone the moment that the session is over; the router follows. */
export function Blog() {
  return (
    <RequireAuth>
      <Who />
      <nav className="switch" aria-label="Microblog">
        <NavLink to="/posts" end>
          Posts
        </NavLink>
        <NavLink to="/profile">Profile</NavLink>
        <RequireAuth if={isStaff}>
          <NavLink to="/staff">Staff room</NavLink>
        </RequireAuth>
      </nav>
      <Outlet />
      <IdleDialog />
    </RequireAuth>
  );
}

/** Who is logged in. Sleeps through the renewal of tokens. */
function Who() {
  const { user, logout } = useAuth();
  return (
    <section className="card" aria-labelledby="who">
      <div className="card-head">
        <div className="who">
          <h2 id="who">Logged in as {user?.username}</h2>
          <p className="muted">{user?.email}</p>
        </div>
        <Renew />
        <button type="button" onClick={() => void logout()}>
          Log out
        </button>
      </div>
      <Token />
    </section>
  );
}

/** The only part of this page that is rendered when a token is renewed, because it asks. */
function Token() {
  const { expiresAt, refreshing, offline } = useAuth();
  return (
    <>
      <p className="flags">
        <span className="flag good">authenticated</span>
        {refreshing && <span className="flag">refreshing</span>}
        {offline && <span className="flag warn">offline</span>}
      </p>
      <p className="muted">
        {expiresAt === null
          ? "This token is opaque: it does not say when it expires."
          : `The token expires at ${timeOfDay(expiresAt)}.`}
      </p>
    </>
  );
}

function Renew() {
  const { refresh, claims } = useAuth();
  if (!claims) return null;
  return (
    <button type="button" onClick={() => refresh().catch(() => {})}>
      Renew now
    </button>
  );
}

/** The heading of a place. */
export function PlaceHeading({ children }: { children: string }) {
  return (
    <h2 id="place" tabIndex={-1} ref={useLostFocus()}>
      {children}
    </h2>
  );
}

/** What a loader or an action could not do. */
export function Problem() {
  const error = useRouteError();
  const { revalidate } = useRevalidator();
  const text = isRouteErrorResponse(error) ? error.statusText : sayError(error);
  return (
    <div className="card problem" role="alert">
      <p>{text}</p>
      <button type="button" onClick={() => void revalidate()}>
        Try again
      </button>
    </div>
  );
}

export function Nothing() {
  return <p className="card empty">There is nothing here.</p>;
}

export function Waiting() {
  return <p className="card empty">One moment …</p>;
}
