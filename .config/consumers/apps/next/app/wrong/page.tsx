import { redirect } from "next/navigation";
import { session } from "../../src/session";

export const dynamic = "force-dynamic";

/** A mistake: nobody is logged in on a server. */
export default async function Wrong() {
  const { status } = await session.ready();
  if (status !== "authenticated") redirect("/login");
  return <p>Never shown.</p>;
}
