/** Names the run of the browser in a session cookie: browsers delete those when they are closed, and restore them with their tabs. */
import type { RunPort } from "../model/ports.ts";

/** All sessions of an origin share the name: it says nothing about anybody. */
const NAME = "sojourn-run";

function read(): string | null {
  const pairs = document.cookie.split("; ").map((pair) => pair.split("="));
  const pair = pairs.find(([name]) => name === NAME);
  return pair?.[1] || null;
}

/** The run of this browser. It has a name once somebody did not want to be remembered. */
export const browserRun: RunPort = {
  read,
  begin() {
    const known = read();
    if (known !== null) return known;
    const name = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store of newer browsers cannot be read at once
    document.cookie = `${NAME}=${name}; path=/; SameSite=Strict`;
    return read();
  },
};
