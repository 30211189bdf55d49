import { redirect } from "react-router";
import { session } from "../../src/session";

/** A mistake: nobody is logged in on a server. */
export async function loader() {
  const { status } = await session.ready();
  if (status !== "authenticated") throw redirect("/login");
  return null;
}

export default function Wrong() {
  return <p>Never shown.</p>;
}
