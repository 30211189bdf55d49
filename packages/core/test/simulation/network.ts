// The network of a simulation: each request and each answer is a message of its own, which can be late, lost, or there twice.
import type { TokenServer } from "@sojourn/core/testing";
import type { Filling, Jar } from "./jar.ts";
import type { Family, Ledger, Sending } from "./ledger.ts";
import type { Tasks } from "./tasks.ts";

/** The fates of a request. */
export type Fate =
  | "answered"
  | "lost on the way"
  | "answer lost"
  | "no answer"
  | "there twice"
  | "server error"
  | "throttled"
  | "proxy page";

/** The parts of the world that the network needs. */
export interface NetworkWorld {
  readonly server: TokenServer;
  readonly ledger: Ledger;
  readonly tasks: Tasks;
  readonly say: (line: string) => void;
  /** The cookies of the browser. `null`: tokens are not in cookies. */
  readonly jar: Jar | null;
  /** The fate of the next request that arrives. */
  readonly fate: (request: string) => Fate;
  readonly lives: (tab: string) => boolean;
  readonly isFrozen: (tab: string) => boolean;
  /** There is no lock: tabs cannot wait for each other. */
  readonly isLockless: boolean;
  /** The server's clock. */
  readonly serverNow: () => number;
  /** The server's `Date` header. `null`: scripts cannot read it. */
  readonly date: () => string | null;
}

interface Answer {
  readonly status: number;
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The network as one tab sees it. */
export interface Network {
  readonly fetch: typeof fetch;
  /** The tab gets no answer any more to what it asked so far: it is gone, or offline. */
  lose(): void;
}

/** Makes the network of a tab. */
export function createNetwork(world: NetworkWorld, tab: string): Network {
  const { server, ledger, tasks, say } = world;
  const open = new Set<() => void>();
  const keepCookies = (filling: Filling): void => {
    world.jar?.fill(filling);
    const refresh = world.jar?.refresh();
    if (refresh) ledger.stored(refresh);
    const owner = ledger.know(refresh)?.family;
    for (const family of ledger.families) family.isTakenOver ||= family !== owner;
  };
  const send: typeof fetch = (input, init = {}) =>
    new Promise((resolve, reject) => {
      const url = `${input}`;
      const { method = "GET", signal } = init;
      const path = url.slice(server.baseUrl.length);
      const plain = {
        method,
        url,
        path,
        headers: Object.fromEntries(new Headers(init.headers)),
        body: `${init.body ?? ""}`,
      };
      // The browser takes what is in the jar when the request is sent.
      const hasCookies = world.jar !== null && init.credentials === "include";
      const request = hasCookies ? world.jar.dress(plain) : plain;
      const { headers, body } = request;
      const token = path.startsWith("token/") && body ? payment(JSON.parse(body)) : undefined;
      const sending =
        path === "token/refresh/" && token
          ? ledger.send(tab, `${token}`, world.lives, world.isLockless)
          : null;
      const bearer = headers.authorization?.slice("Bearer ".length);
      const carried = ledger.know(token ?? bearer);
      const name = `${tab}: ${method} ${path}${carried ? ` with ${carried.name}` : ""}`;
      const sentAt = world.serverNow();
      let isOver = false;
      let hasActed = false;
      // The caller cannot know what the server did.
      const blemish = (): void => {
        if (sending && carried) carried.family.blemish = "the answer to a refresh was lost";
      };
      const lose = (): void => {
        if (isOver) return;
        isOver = true;
        open.delete(lose);
        if (sending) sending.state = "open";
        if (hasActed) blemish();
      };
      open.add(lose);
      const fail = (): void => {
        lose();
        reject(new TypeError("Failed to fetch"));
      };
      signal?.addEventListener("abort", () => {
        lose();
        reject(signal.reason);
      });

      const give = (answer: Answer): void => {
        if (isOver) return;
        isOver = true;
        open.delete(lose);
        const { status } = answer;
        const isLogin = path === "token/" && status === 200;
        const begun = isLogin ? ledger.know(tokenIn(answer))?.family : undefined;
        if (begun && world.serverNow() > sentAt + LONG) begun.isUndated = true;
        say(`${name} is answered ${status}`);
        if (sending) conclude(sending, answer, ledger);
        if (status === 401 && carried) carried.family.isRefused = true;
        resolve(respond(answer, world.date()));
      };
      const arrive = (): void => {
        const fate = world.fate(`${method} ${path}`);
        say(`${name} arrives${fate === "answered" ? "" : `: ${fate}`}`);
        if (fate === "lost on the way") {
          tasks.add(`${name} fails`, tab, fail);
          return;
        }
        if (fate in failures) {
          const answer = failures[fate as keyof typeof failures];
          tasks.add(`${name}: answer`, tab, () => give(answer));
          return;
        }
        const answer = act(world, request, carried?.family);
        if (fate === "there twice") act(world, request, carried?.family);
        hasActed = true;
        if (isOver || fate !== "answered") blemish();
        if (sending && answer.status === 200) {
          const { refresh, token } = answer.body as { refresh?: string; token?: string };
          sending.successor = refresh ?? null;
          sending.bought = payment({ refresh, token }) ?? null;
          if (world.isFrozen(tab)) ledger.withhold(tab);
        }
        const [shown, filling] = shownAnswer(world, path, answer);
        if (fate === "answered" || fate === "there twice") {
          // The browser keeps cookies before the page sees the answer, and also while the tab is frozen. A request that was given up
          // receives none.
          let isKept = filling === null;
          const keep = (): void => {
            if (!isKept && !isOver) keepCookies(filling);
            isKept = true;
          };
          if (filling) tasks.add(`${name}: cookies`, null, keep);
          tasks.add(`${name}: answer`, tab, () => {
            keep();
            give(shown);
          });
        } else if (fate === "answer lost") tasks.add(`${name} fails`, tab, fail);
      };
      tasks.add(`${name} sets out`, null, arrive);
    });
  return {
    fetch: send,
    lose() {
      for (const lose of [...open]) lose();
    },
  };
}

/** How long an answer may take, in milliseconds, to be useful as a source of the time. */
const LONG = 60_000;

/** The access token in an answer. */
function tokenIn({ body }: Answer): string | undefined {
  const { token, access = token } = (body ?? {}) as { access?: string; token?: string };
  return access;
}

const failures = {
  "server error": { status: 503, body: { detail: "Down." } },
  throttled: { status: 429, body: { detail: "Slowly." }, headers: { "retry-after": "30" } },
  "proxy page": { status: 200, body: "<!doctype html>" },
} as const satisfies Partial<Record<Fate, Answer>>;

/** The token that is sent to the token endpoints: a refresh token, or a sliding one. */
function payment({
  refresh,
  token,
}: Partial<Record<"refresh" | "token", string | undefined>>): string | undefined {
  return refresh ?? token;
}

/** The answer as the page sees it, and what it puts into the jar. */
function shownAnswer(
  { jar }: NetworkWorld,
  path: string,
  answer: Answer,
): readonly [shown: Answer, filling: Filling] {
  const { body } = answer;
  if (!jar || typeof body === "string" || (answer.status !== 200 && path !== "token/blacklist/"))
    return [answer, null];
  const stripped = jar.strip(path, { ...body });
  return [{ ...answer, body: stripped.body }, stripped.filling];
}

function conclude(sending: Sending, { status }: Answer, { broken }: Ledger): void {
  if (sending.state !== "under way")
    broken.push({ rule: "every answer has a question", how: `${sending.tab} was answered twice` });
  // Without rotation the token goes on working: then nothing was spent.
  sending.state = status === 401 ? "dead" : sending.successor ? "spent" : "open";
}

function act(
  { server, ledger, serverNow }: NetworkWorld,
  request: Parameters<TokenServer["act"]>[0],
  parent: Family | undefined,
): Answer {
  const answer = server.act(request);
  const body = (answer.body ?? {}) as { access?: string; refresh?: string; token?: string };
  const { token, access = token, refresh } = body;
  if (parent && request.path === "me/")
    return { ...answer, body: { ...body, session: parent.number } };
  if (!access) return answer;
  const family = parent ?? ledger.begin(JSON.parse(request.body).username, serverNow());
  // In the order in which the mint numbers them.
  if (refresh) {
    ledger.issue("refresh", refresh, family);
    family.expiresAt = serverNow() + server.refreshLifetime;
  }
  ledger.issue("access", access, family);
  if (token) family.expiresAt = serverNow() + server.accessLifetime;
  return answer;
}

/** As much of a response as the core touches, because a real one takes its time to make. */
function respond({ status, body, headers = {} }: Answer, date: string | null): Response {
  const isText = typeof body === "string";
  const all = new Map(
    Object.entries({
      "content-type": isText ? "text/html" : "application/json",
      ...(date !== null && { date }),
      ...headers,
    }),
  );
  const response = {
    status,
    ok: status < 300,
    redirected: false,
    body: null,
    headers: { get: (name: string) => all.get(name) ?? null },
    text: async () => (isText ? body : JSON.stringify(body ?? null)),
    clone: () => response,
  };
  return response as unknown as Response;
}
