/** The staff room, and what others see who ask for it. */
import { RequireAuth } from "@sojourn/react";
import { isStaff, staffWords } from "../src/staff-room.ts";
import { PlaceHeading } from "./blog.tsx";

function Card({ title, text }: { title: string; text: string }) {
  return (
    <section className="card" aria-labelledby="place">
      <div className="card-head">
        <PlaceHeading>{title}</PlaceHeading>
      </div>
      <p>{text}</p>
    </section>
  );
}

/** Gone the moment that the user is no longer of the staff; the router follows. */
export function StaffRoom() {
  return (
    <RequireAuth if={isStaff}>
      <Card {...staffWords.room} />
    </RequireAuth>
  );
}

export function Forbidden() {
  return <Card {...staffWords.forbidden} />;
}
