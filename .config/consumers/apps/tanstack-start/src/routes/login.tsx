import { safeReturnUrl } from "@sojourn/core";
import { createFileRoute, redirect } from "@tanstack/react-router";
import { Login } from "../login";
import { session } from "../session";

export const Route = createFileRoute("/login")({
  ssr: false, // the guard asks the session, which is in the browser
  validateSearch: (search: { returnUrl?: string }) => search,
  beforeLoad: async ({ search }) => {
    const { status } = await session.ready();
    if (status === "authenticated")
      throw redirect({ href: safeReturnUrl(search.returnUrl), replace: true });
  },
  component: Login,
});
