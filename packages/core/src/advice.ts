/** The advice of development builds: what to change, on the console and in the history. */
import { oddAddress, oddRedirect } from "./advice-on-addresses.ts";
import {
  type Bypass,
  forgotten,
  isForgotten,
  SentAddresses,
  watchBypasses,
} from "./advice-on-bypasses.ts";
import { oddOptions, oddType, unknownOptionsOf } from "./advice-on-options.ts";
import { oddTimesOfCookie, secondsIn } from "./advice-on-times.ts";
import { type Advice, type Created, developers } from "./model/advice.ts";

/** What is known of one session. */
interface Told {
  /** The kinds of advice that were given: each is given once. */
  readonly kinds: Set<string>;
  /** Adds a history entry. Advice that comes before the session was made is not in its history. */
  tell: Created["tell"];
}

/** Makes the voice of advice: on the console and in the history, each kind once per session. */
function createVoice() {
  const sessions = new WeakMap<object, Told>();
  const toldOf = (session: object): Told => {
    const told = sessions.get(session) ?? { kinds: new Set<string>(), tell: () => {} };
    sessions.set(session, told);
    return told;
  };
  return {
    meet(session: object, tell: Created["tell"]): void {
      toldOf(session).tell = tell;
    },
    advise(session: object, kind: string, message: string): void {
      const { kinds, tell } = toldOf(session);
      if (kinds.has(kind)) return;
      kinds.add(kind);
      warn(message);
      tell({ type: "advice", message });
    },
  };
}

function warn(message: string): void {
  console.warn(`Sojourn: ${message}`);
}

function createAdvice(): Advice {
  const { meet, advise } = createVoice();
  /** The newest session of each name that belongs to this page. */
  const ofPage = new Map<string, { readonly backend: object; readonly session: Created }>();
  const addresses = new SentAddresses();
  /** What was told without a session. */
  const told = new Set<string>();
  const warnOnce = (messages: readonly string[]): void => {
    for (const message of messages) {
      if (told.has(message)) continue;
      told.add(message);
      warn(message);
    }
  };
  const bypassed = (bypass: Bypass): void => {
    for (const { backend, session } of ofPage.values())
      if (isForgotten(bypass, session.base(), session.loggedInSince()))
        advise(backend, "forgotten", forgotten(bypass));
  };
  return {
    created(backend, session) {
      const { name, options, hasPage, tell } = session;
      meet(backend, tell);
      for (const message of oddOptions(options)) advise(backend, message, message);
      if (!hasPage) return;
      if (ofPage.get(name)?.session.isRunning()) advise(backend, "second", secondSession(name));
      // Once a page has a session: importing the package touches nothing.
      if (ofPage.size === 0) watchBypasses(addresses, bypassed);
      ofPage.set(name, { backend, session });
    },
    listened(backend, type) {
      const message = oddType(type);
      if (message !== null) advise(backend, message, message);
    },
    sent(address) {
      addresses.add(address);
    },
    unsigned(backend, request) {
      const oddity = oddAddress(request);
      if (oddity === null) return;
      const { method, target, base } = request;
      const what = `${method} ${target.origin}${target.pathname} is sent without the token, because it is not below baseUrl, ${base.href}.`;
      advise(backend, oddity.kind, `${what} ${oddity.remedy}`);
    },
    answered(backend, method, url, response) {
      const from = new URL(url);
      const oddity = oddRedirect(method.toUpperCase(), from, response);
      if (oddity === null) return;
      advise(backend, oddity.kind, `${method} ${from.origin}${from.pathname}: ${oddity.remedy}`);
    },
    granted(backend, grant) {
      const seconds = secondsIn(grant);
      if (seconds === null) return;
      const message = `${backend.name} grants a token with "${seconds}", in milliseconds. If those are seconds, multiply by 1000.`;
      advise(backend, "seconds", message);
    },
    loggedIn(backend, { refresh }) {
      if (!refresh && backend.lifecycle === "pair") advise(backend, "pair", noRefresh(backend));
    },
    cookiesSentAlong(backend) {
      advise(backend, "cookies", COOKIES);
    },
    freshTokenRefused(backend, causes) {
      advise(backend, causes, causes);
    },
    called(name, options, known) {
      warnOnce(unknownOptionsOf(name, options, known));
    },
    cookieDescribed(options) {
      warnOnce(oddTimesOfCookie(options));
    },
    cookieFailed: warn,
  };
}

function secondSession(name: string): string {
  return (
    `Another session named "${name}" is running on this page. Make it once, in a module of its own: a component makes a new one ` +
    "at each render. If you want two, give each its own name. After a hot update of that module, reload the page."
  );
}

function noRefresh({ name }: { readonly name: string }): string {
  return (
    `${name} wants a pair of tokens, but the login gave no refresh token. ` +
    "The session ends when its access token does, and logout() cannot tell the server. " +
    "Does the server keep it in a cookie? Then write djRestAuthJwt({ cookies: true }), " +
    'or cookies: cookieMode({ to: "auth" }) for other backends. ' +
    "Otherwise let the server send it in the body and `read` find it, " +
    'or describe the backend without `refresh` and with lifecycle "fixed".'
  );
}

const COOKIES =
  "XMLHttpRequest sends the page's own cookies with every request, and the server believes them before the token: " +
  "with somebody logged in to Django's admin, answers are for them. " +
  'Send by fetch: in axios with adapter: "fetch", in Angular with provideHttpClient(withFetch()).';

/** Lets developers hear of mistakes. */
export function installAdvice(): void {
  developers.advice = createAdvice();
}
