import { createFileRoute, redirect } from "@tanstack/react-router";
import { session } from "../session";

/** A mistake: nobody is logged in on a server. */
export const Route = createFileRoute("/wrong")({
  beforeLoad: async () => {
    const { status } = await session.ready();
    if (status !== "authenticated") throw redirect({ to: "/login" });
  },
  component: () => <p>Never shown.</p>,
});
