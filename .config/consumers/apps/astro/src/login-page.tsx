import { safeReturnUrl } from "@sojourn/core";
import { SessionProvider, useAuth } from "@sojourn/react";
import { useEffect } from "react";
import { Login } from "./login";
import { session } from "./session";

function LoginOrLeave() {
  const { isAuthenticated } = useAuth();
  useEffect(() => {
    if (!isAuthenticated) return;
    location.replace(safeReturnUrl(new URLSearchParams(location.search).get("returnUrl")));
  }, [isAuthenticated]);
  return <Login />;
}

export const LoginPage = () => (
  <SessionProvider session={session}>
    <LoginOrLeave />
  </SessionProvider>
);
