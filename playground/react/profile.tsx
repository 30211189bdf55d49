/** The profile: what the session knows about who is logged in. */
import { useAuth } from "@sojourn/react";
import { PlaceHeading } from "./blog.tsx";

export function Profile() {
  const { user } = useAuth();
  return (
    <section className="card" aria-labelledby="place">
      <div className="card-head">
        <PlaceHeading>Profile</PlaceHeading>
      </div>
      <dl className="claims">
        <dt>User name</dt>
        <dd>{user?.username}</dd>
        <dt>E-mail</dt>
        <dd>{user?.email}</dd>
        <dt>Number</dt>
        <dd>{user?.id}</dd>
      </dl>
    </section>
  );
}
