// A guard for Vue Router: it waits until it is known whether somebody is logged in.
import { session } from "./session.ts";

/** `router.beforeEach(requireLogin)`. Routes with `meta: { public: true }` let everybody in. */
export async function requireLogin(to: { fullPath: string; meta: { public?: boolean } }) {
  if (to.meta.public) return true;
  const { status } = await session.ready();
  if (status === "authenticated") return true;
  return { path: "/login", query: { returnUrl: to.fullPath } };
}
