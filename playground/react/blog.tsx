/** The frame around every place that is for people who are logged in: who it is, the way about, and the way out. */
import { RequireAuth, useAuth } from "@sojourn/react";
import { isRouteErrorResponse, NavLink, Outlet, useRevalidator, useRouteError } from "react-router";
import type { OpenPage } from "../src/open-page.ts";
import { sayError } from "../src/posts.ts";
import { isStaff } from "../src/staff-room.ts";
import { IdleDialog } from "./idle-dialog.tsx";
import { useLostFocus } from "./lost-focus.ts";
import { Token } from "./token.tsx";

/** Everything below is gone the moment that the session is over; the router follows. */
export function Blog({ page }: { page: OpenPage }) {
  return (
    <RequireAuth>
      <Who page={page} />
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
function Who({ page }: { page: OpenPage }) {
  const { user, logout } = useAuth();
  return (
    <section className="card" aria-labelledby="who">
      <div className="card-head">
        <div className="who">
          <h2 id="who">Logged in as {user?.username}</h2>
          <p className="muted">{user?.email}</p>
        </div>
        <Renew page={page} />
        <button type="button" onClick={() => void logout()}>
          Log out
        </button>
      </div>
      <Token backend={page.backend} />
    </section>
  );
}

function Renew({ page }: { page: OpenPage }) {
  const { refresh } = useAuth();
  const isRenewable = page.backend.refresh !== undefined;
  return (
    <button
      type="button"
      disabled={!isRenewable}
      title={isRenewable ? undefined : "These tokens are never renewed."}
      onClick={() => refresh().catch((error) => page.failed("Renew now", error))}
    >
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
