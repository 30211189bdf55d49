// A header that is rendered on a server first: three states, not two.
import { useAuth } from "@sojourn/react";

export function Header() {
  const { isLoading, isAuthenticated, user, logout } = useAuth();
  if (isLoading) return <header aria-busy="true">…</header>;
  if (!isAuthenticated)
    return (
      <header>
        <a href="/login">Log in</a>
      </header>
    );
  return (
    <header>
      {user.id}{" "}
      <button type="button" onClick={logout}>
        Log out
      </button>
    </header>
  );
}
