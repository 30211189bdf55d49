// A component of the app that is tested.
import { RequireAuth, useAuth } from "@sojourn/react";

export function Profile() {
  const { user, reason } = useAuth();
  return <RequireAuth fallback={<p>Please log in. {reason}</p>}>Hello {user?.id}</RequireAuth>;
}
