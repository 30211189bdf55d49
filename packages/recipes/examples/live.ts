// A WebSocket that lives as long as somebody is logged in.
import { session } from "./session";

/** Connects whoever is logged in, and reconnects with each new token. Returns a function that ends it. */
export function keepLive(address: string, hear: (data: string) => void): () => void {
  let connection = new AbortController();

  async function connect(): Promise<void> {
    connection.abort(); // the socket with the old token, if there is one
    connection = new AbortController();
    const { signal } = connection;
    const later = () => setTimeout(() => signal.aborted || connect(), 5_000);
    try {
      const token = await session.getToken(signal);
      if (token === null) return; // nobody is logged in
      const socket = new WebSocket(address);
      socket.onopen = () => socket.send(JSON.stringify({ token }));
      socket.onmessage = ({ data }) => signal.aborted || hear(data);
      socket.onclose = later;
      signal.addEventListener("abort", () => socket.close());
    } catch {
      later(); // no network, for example
    }
  }

  const forget = [
    session.on("login", connect),
    session.on("refreshed", connect),
    session.on("adopted", connect), // another tab logged in or renewed the token
    session.on("ended", () => connection.abort()),
  ];
  void connect();
  return () => {
    for (const stop of forget) stop();
    connection.abort();
  };
}
