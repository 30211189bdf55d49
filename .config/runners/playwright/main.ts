// The app that is tested.
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";
import { startMock } from "./mock";

await startMock(); // in your app: only in the build for tests

const session = createSession({ backend: simpleJwt({ baseUrl: "/api/" }) });
const element = (id: string) => document.getElementById(id) as HTMLElement;

session.subscribe(() => {
  const snapshot = session.getSnapshot();
  const why = snapshot.status === "unauthenticated" ? snapshot.reason : null;
  element("status").textContent = [snapshot.status, why].filter(Boolean).join(": ");
});
session.start();

element("log-in").onclick = () =>
  void session.login({ username: "alice", password: "correct-horse-1" });
element("load").onclick = async () => {
  const response = await session.fetch("posts/").catch(() => null);
  element("posts").textContent = `answer ${response?.status ?? "none"}`;
};
