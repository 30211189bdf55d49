/** A tab of the proof: a page of its own in a frame, with an app of its own. It shares storage and server with the others. */
import { byId, setText } from "../src/dom.ts";
import { contestants } from "./contestants.ts";

/** What the first screen asks of a tab. */
export interface Tab {
  logIn(credentials: { username: string; password: string }): Promise<void>;
  /** Sends so many requests at once. Resolves when all have been answered or have failed. */
  send(count: number): Promise<void>;
  /** Whether the app in this tab says that somebody is logged in. */
  isLoggedIn(): Promise<boolean>;
}

declare global {
  interface Window {
    /** Set by the page in the frame. */
    proofTab?: Tab;
  }
}

const asked = new URLSearchParams(location.search).get("app");
const names = Object.keys(contestants) as (keyof typeof contestants)[];
const name = names.find((one) => one === asked) ?? "with-sojourn";
const loading = contestants[name].load();

const show = async (): Promise<void> => {
  const isLoggedIn = (await loading).isLoggedIn();
  setText(byId("state"), isLoggedIn ? "logged in" : "logged out");
  document.body.classList.toggle("logged-in", isLoggedIn);
};

window.proofTab = {
  async logIn(credentials) {
    await (await loading).logIn(credentials);
    await show();
  },
  async send(count) {
    const { readPosts } = await loading;
    let good = 0;
    let over = 0;
    const tell = (): void => {
      setText(byId("requests"), `${good} of ${count}`);
      byId("meter").style.setProperty("--good-share", `${(100 * good) / count}%`);
      byId("meter").style.setProperty("--over-share", `${(100 * over) / count}%`);
    };
    const one = async (): Promise<void> => {
      const answered = await readPosts().then(
        () => true,
        () => false,
      );
      over += 1;
      if (answered) good += 1;
      tell();
    };
    tell();
    await Promise.all(Array.from({ length: count }, one));
    document.body.classList.add("sent");
    await show();
  },
  isLoggedIn: async () => (await loading).isLoggedIn(),
};
await show();
// A tab hears what happens in the other one.
addEventListener("storage", () => void show());
