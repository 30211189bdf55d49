// Server-sent events with the session's token.
import { EventSource } from "eventsource";
import { session } from "./session";

/** Listens for whoever is logged in. Returns a function that ends it. */
export function listen(path: string, hear: (data: string) => void): () => void {
  const url = new URL(path, "https://api.example.com/api/");
  const events = new EventSource(url, { fetch: session.fetch });
  events.onmessage = ({ data }) => hear(data);
  const forget = session.on("ended", () => events.close());
  return () => {
    forget();
    events.close();
  };
}
