/** `@sojourn/axios`: signs the requests of axios instances with a session. It translates; the core decides. */
import {
  type Answer,
  type Outgoing,
  type Requests,
  SessionError,
  type Signed,
} from "@sojourn/core";
import {
  Axios,
  type AxiosAdapter,
  AxiosError,
  AxiosHeaders,
  type AxiosInstance,
  type AxiosResponse,
  getAdapter,
  type InternalAxiosRequestConfig,
} from "axios";

declare module "axios" {
  interface AxiosRequestConfig {
    /** `false`: this request goes out as if no session were attached. Default: it is signed if it may be. */
    session?: false | undefined;
  }
}

/**
 * Lets a session sign the requests of an axios instance. Returns how to detach it again.
 *
 * Requests to the backend's `baseUrl` and to `allow` get the token. They wait while it is being renewed, and are sent again if it was
 * refused. All others pass untouched, and so do those with an `Authorization` header or `auth` of their own. Any number of
 * instances can share one session. If a request fails because of the session, the `AxiosError` has the `SessionError` as its
 * `cause`, and its `code`.
 *
 * Throws a `SessionError` with code `misconfigured` if it is not given an axios instance and then a session.
 *
 * @example
 * ```ts
 * import { attachSession } from "@sojourn/axios";
 * import { createSession } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 * import axios from "axios";
 *
 * const session = createSession({ backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }) });
 * const api = axios.create({ baseURL: "https://api.example.com/api/" });
 * const detach = attachSession(api, session);
 *
 * await api.get("posts/");
 * await api.get("health/", { session: false });
 * detach();
 * ```
 */
export function attachSession(
  instance: AxiosInstance,
  session: { readonly requests: Requests },
): () => void {
  checkArguments(instance, session);
  const { request } = instance.interceptors;
  const id = request.use(
    (config) => {
      const { adapter } = config;
      // At the adapter everything is final: other interceptors and transforms have run.
      if (config.session !== false && adapter && !config.auth)
        config.adapter = (final) => {
          final.adapter = adapter;
          return sendSigned(final, session.requests);
        };
      return config;
    },
    null,
    { synchronous: true },
  );
  return () => request.eject(id);
}

/** Whoever writes JavaScript may swap the arguments, or forget one. */
function checkArguments(instance: unknown, session: unknown): void {
  const { interceptors } = Object(instance) as Partial<AxiosInstance>;
  const { requests } = Object(session) as { requests?: Requests };
  if (interceptors && requests) return;
  throw new SessionError(
    "misconfigured",
    "Write attachSession(api, session): first what axios.create() returned, then the session.",
  );
}

type Config = InternalAxiosRequestConfig;
type Headers = Config["headers"];

/** Sends a request with the policy around it. */
async function sendSigned(config: Config, requests: Requests): Promise<AxiosResponse> {
  const adapter = getAdapter(config.adapter, config);
  let signed: Signed | null;
  try {
    const outgoing = describe(config, adapter);
    const signedNow = requests.signNow?.(outgoing);
    signed = signedNow === undefined ? await requests.sign(outgoing) : signedNow;
  } catch (cause) {
    throw toAxiosError(config, cause);
  }
  if (!signed) return adapter(config);
  for (;;) {
    const [response, error] = await exchange(config, adapter, signed);
    const answer = { status: response.status, body: response.data };
    if (error === null && requests.isSettled?.(signed, answer)) return response;
    const next = await settle(config, requests, signed, answer);
    if (next) signed = next;
    else if (error) throw error;
    else return response;
  }
}

/** Lets the policy settle an answer. `null`: it is the caller's. Otherwise the request is sent again. */
async function settle(
  config: Config,
  requests: Requests,
  signed: Signed,
  answer: Answer,
): Promise<Signed | null> {
  const signal = config.signal as AbortSignal | undefined;
  try {
    return await requests.settle(signed, answer, { replayable: !isUsedUp(config.data), signal });
  } catch (cause) {
    throw toAxiosError(config, cause);
  }
}

/** An error of the policy becomes the cause of an `AxiosError`. axios itself tells who was cancelled. */
function toAxiosError(config: Config, cause: unknown): AxiosError {
  const { message, code } = cause as { message: string; code: string };
  return Object.assign(new AxiosError(message, code, config), { cause });
}

/** The request as the policy sees it. */
function describe(config: Config, adapter: AxiosAdapter): Outgoing {
  const { headers, method = "get", signal } = config;
  return {
    url: addressOf(config),
    method,
    headers,
    signal: signal as AbortSignal | undefined,
    xhr: isXhr(adapter),
  };
}

/** Builds URLs as adapters do: from a request's own settings, without the defaults of an instance. */
const bare = new Axios({});

/** The final URL. Without parameters, and with nothing that axios would treat in a special way, it is put together here: cheaper. */
function addressOf(config: Config): string | URL {
  const { url = "", baseURL = "", params } = config;
  if (!params) {
    if (!baseURL && isAbsolute(url)) return url;
    const isPlain = !url.startsWith("/") && !url.includes(":");
    if (isPlain && isAbsolute(baseURL) && isOneSlashAtEnd(baseURL)) return baseURL + url;
  }
  return new URL(bare.getUri(config), globalThis.document?.baseURI);
}

function isOneSlashAtEnd(url: string): boolean {
  return url.endsWith("/") && !url.endsWith("//");
}

function isAbsolute(url: string): boolean {
  return url.startsWith("https://") || url.startsWith("http://");
}

/**
 * Sends the request with its token. Gives the response, and the error that axios made of it if it is one. Both show the config without
 * the token.
 */
async function exchange(
  config: Config,
  adapter: AxiosAdapter,
  { header, credentials }: Signed,
): Promise<readonly [response: AxiosResponse, error: AxiosError | null]> {
  const signed = copyOf(config);
  signed.headers = withHeader(config.headers, header);
  // axios sends the cookies of the page's own origin by default.
  const isDefault = !credentials || credentials === "same-origin";
  if (!isDefault && config.withCredentials === undefined)
    signed.withCredentials = credentials === "include";
  try {
    const response = await adapter(signed);
    response.config = config;
    return [response, null];
  } catch (failure) {
    const error = Object.assign(failure as AxiosError, { config });
    if (!error.response) throw error;
    error.response.config = config;
    return [error.response, error];
  }
}

/**
 * A copy of a config, made property by property. A config of axios has no prototype, and V8 copies such an object four times as slowly
 * with spread syntax.
 */
function copyOf(config: Config): Config {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(config)) copy[key] = config[key as keyof Config];
  return copy as unknown as Config;
}

/**
 * A copy of the headers with the session's, if there is one. They are normalized already, so they need not go through `AxiosHeaders.set`
 * again.
 */
function withHeader(headers: Headers, header: Signed["header"]): Headers {
  if (!header) return headers;
  const copy: Headers = Object.create(AxiosHeaders.prototype);
  return Object.assign(copy, headers, { [header[0]]: header[1] });
}

/** Whether a body is used up by sending it: a stream of Node or of the web, or an async iterable. */
function isUsedUp(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  return "pipe" in data || "getReader" in data || Symbol.asyncIterator in data;
}

let xhrAdapter: AxiosAdapter | undefined;

/** Whether this is the adapter that sends by XMLHttpRequest. */
function isXhr(adapter: AxiosAdapter): boolean {
  if (typeof XMLHttpRequest === "undefined") return false;
  xhrAdapter ??= getAdapter("xhr");
  return adapter === xhrAdapter;
}
