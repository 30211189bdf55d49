import { safeReturnUrl } from "@sojourn/core";
import { useAuth } from "@sojourn/react";
import { useEffect } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { Login } from "../../src/login";

export default function LoginPage() {
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const { isAuthenticated } = useAuth();
  useEffect(() => {
    if (isAuthenticated) navigate(safeReturnUrl(parameters.get("returnUrl")), { replace: true });
  }, [isAuthenticated, navigate, parameters]);
  return <Login />;
}
