"use client";
import { safeReturnUrl } from "@sojourn/core";
import { useAuth } from "@sojourn/react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { Login } from "../../src/login";

export default function LoginPage() {
  const router = useRouter();
  const { isAuthenticated } = useAuth();
  useEffect(() => {
    if (!isAuthenticated) return;
    router.replace(safeReturnUrl(new URLSearchParams(location.search).get("returnUrl")));
  }, [isAuthenticated, router]);
  return <Login />;
}
