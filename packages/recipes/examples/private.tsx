// The private part of the app. It begins anew when another person logs in.
import { RequireAuth, useAuth } from "@sojourn/react";
import { Fragment, type ReactNode } from "react";

export function Private({ children }: { children: ReactNode }) {
  const id = useAuth(({ user }) => user?.id);
  return (
    <RequireAuth fallback={<a href="/login">Log in</a>} loading={<p>One moment …</p>}>
      <Fragment key={id}>{children}</Fragment>
    </RequireAuth>
  );
}
