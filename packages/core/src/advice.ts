/** The advice of development builds: what to change, on the console. */
import { type Advice, developers } from "./model/advice.ts";

/** Shorter lives are unlikely for an access token, in milliseconds: the server probably tells seconds. */
const SHORTEST_LIKELY_LIFE = 10_000;

/** In milliseconds since 1970 this was in 1973. In seconds it will be in 5138. */
const EARLIEST_LIKELY_INSTANT = 1e11;

function warn(message: string): void {
  console.warn(`Sojourn: ${message}`);
}

/** Remembers what was told, so that each session tells it once. The backend object stands for its session. */
function createOnce(): (session: object) => boolean {
  const told = new WeakSet<object>();
  return (session) => {
    if (told.has(session)) return false;
    told.add(session);
    return true;
  };
}

/** The time in a grant that looks like seconds, as text; `null`: none does. */
function secondsIn(grant: { expiresIn?: number; expiresAt?: number }): string | null {
  const { expiresIn = Infinity, expiresAt = Infinity } = grant;
  if (expiresIn > 0 && expiresIn < SHORTEST_LIKELY_LIFE) return `expiresIn: ${expiresIn}`;
  if (expiresAt > 0 && expiresAt < EARLIEST_LIKELY_INSTANT) return `expiresAt: ${expiresAt}`;
  return null;
}

function createAdvice(): Advice {
  const isFirstOfSeconds = createOnce();
  const isFirstOfPairs = createOnce();
  const isFirstOfCookies = createOnce();
  return {
    granted(backend, grant) {
      const seconds = secondsIn(grant as { expiresIn?: number; expiresAt?: number });
      if (seconds === null || !isFirstOfSeconds(backend)) return;
      warn(
        `${backend.name} grants a token with "${seconds}", in milliseconds. If those are seconds, multiply by 1000.`,
      );
    },
    loggedIn(backend, { refresh }) {
      if (refresh || backend.lifecycle !== "pair" || !isFirstOfPairs(backend)) return;
      warn(
        `${backend.name} wants a pair of tokens, but the login gave no refresh token. ` +
          "The session ends when its access token does, and logout() cannot tell the server. " +
          "Let the server send it in the body (dj-rest-auth: JWT_AUTH_HTTPONLY = False), " +
          'let `read` find it, or describe the backend without `refresh` and with lifecycle "fixed".',
      );
    },
    cookiesSentAlong(backend) {
      if (!isFirstOfCookies(backend)) return;
      warn(
        "XMLHttpRequest sends the page's own cookies with every request, and the server believes them before the token: " +
          "with somebody logged in to Django's admin, answers are for them. " +
          'Send by fetch: in axios with adapter: "fetch", in Angular with provideHttpClient(withFetch()).',
      );
    },
    freshTokenRefused: warn,
    optionSet(option, value, least) {
      if (value >= least) return;
      warn(`${option} is ${value} milliseconds. Were seconds meant? Write ${value} * 1000.`);
    },
    cookieFailed: warn,
  };
}

/** Lets developers hear of mistakes. */
export function installAdvice(): void {
  developers.advice = createAdvice();
}
