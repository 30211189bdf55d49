/** The proof: one app logs in, its token expires, and it sends fifty requests at once, in one tab or in two. */
import { demo } from "../src/server.ts";
import type { ContestantName } from "./contestants.ts";
import { type Counts, startServer } from "./proof-server.ts";
import type { Tab } from "./tab.ts";

/** How many requests are sent at once, by all tabs together. */
export const REQUESTS = 50;

/** How long a step stands on the screen at least, in milliseconds: the machine is faster than eyes. */
const PACE = 600;

/** What is done, in this order. */
export const steps = ["log-in", "expire", "send"] as const;

/** One of them. */
export type StepName = (typeof steps)[number];

/** What came of it: what the server counted, and whether the app still has its session. */
export interface Outcome extends Counts {
  /** In every tab. */
  readonly isLoggedIn: boolean;
  /** In one tab or more. */
  readonly isLoggedInSomewhere: boolean;
}

/** Runs one way to write the app in the tabs that `openTab` opens. `reach` hears of each step when it begins. */
export async function run(
  name: ContestantName,
  tabs: number,
  openTab: (address: string) => Promise<Tab>,
  reach: (step: StepName) => void,
): Promise<Outcome> {
  const address = `/start/tab.html?app=${name}`;
  const server = await startServer();
  reach("log-in");
  const first = await openTab(address);
  await atPace(first.logIn({ username: demo.users[0], password: demo.password }));
  const opened = [first];
  while (opened.length < tabs) opened.push(await openTab(address));
  reach("expire");
  await atPace(server.expireTokens());
  reach("send");
  await atPace(Promise.all(opened.map((tab) => tab.send(REQUESTS / tabs))));
  const loggedIn = await Promise.all(opened.map((tab) => tab.isLoggedIn()));
  return {
    ...server.counts(),
    isLoggedIn: loggedIn.every(Boolean),
    isLoggedInSomewhere: loggedIn.some(Boolean),
  };
}

async function atPace<Result>(work: Promise<Result>): Promise<void> {
  await Promise.all([work, new Promise((resolve) => setTimeout(resolve, PACE))]);
}

/** One line of the verdict: what to see at once, and the rest of the sentence. */
export interface Line {
  readonly isGood: boolean;
  readonly head: string;
  readonly rest: string;
}

/** Three lines on what happened. */
export function sayOutcome(outcome: Outcome): readonly Line[] {
  return [sayRefreshes(outcome), sayAnswers(outcome), sayEnd(outcome)];
}

function sayRefreshes({ refreshes, refusals }: Outcome): Line {
  const isGood = refreshes === 1 && refusals === 0;
  const head = refreshes === 1 ? "1 refresh" : `${refreshes} refreshes`;
  if (refusals === 0) return { isGood, head, rest: "reached the server" };
  return { isGood, head, rest: `reached the server, ${refusals} refused` };
}

function sayAnswers({ answered }: Outcome): Line {
  const failed = REQUESTS - answered;
  const head = `${answered} of ${REQUESTS}`;
  if (failed === 0) return { isGood: true, head, rest: "requests answered" };
  return { isGood: false, head, rest: `requests answered, ${failed} failed` };
}

function sayEnd({ isLoggedIn, isLoggedInSomewhere }: Outcome): Line {
  if (isLoggedIn) return { isGood: true, head: "Still logged in", rest: "" };
  if (isLoggedInSomewhere) return { isGood: false, head: "Logged out", rest: "in one of the tabs" };
  return { isGood: false, head: "Logged out", rest: "in the middle of work" };
}
