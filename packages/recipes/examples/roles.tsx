// What only some people see.
import { RequireAuth, useAuth } from "@sojourn/react";
import type { ReactNode } from "react";
import type { session } from "./roles-session";

/** Shows a page to people with this role, and a sentence to others. */
export function RequireRole({ name, children }: { name: string; children: ReactNode }) {
  return (
    <RequireAuth<typeof session>
      if={(user) => user.roles.includes(name)}
      fallback={<a href="/login">Log in</a>}
      else={<p>This page is for others.</p>}
    >
      {children}
    </RequireAuth>
  );
}

export function Menu() {
  const { user } = useAuth<typeof session>();
  return (
    <nav>
      <a href="/">Home</a>
      {user?.roles.includes("editor") && <a href="/drafts">Drafts</a>}
    </nav>
  );
}
