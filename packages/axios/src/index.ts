/** `@sojourn/axios`: signs the requests of axios instances with a session. It translates; the core decides. */
import type { Requests, Signed } from "@sojourn/core";
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
    /** `false`: this request goes out as if no session were attached. Default: it is signed where it may be. */
    session?: false | undefined;
  }
}

/** Builds URLs as adapters do: out of a request's own settings, and no instance's defaults. */
const bare = new Axios({});

/**
 * Lets a session sign the requests of an axios instance. Returns how to detach it again.
 *
 * Requests to the backend's `baseUrl` and to `allow` get the token, wait while it is being renewed, and are sent once more
 * when it was refused; all others pass untouched, and so do those with an `Authorization` header or `auth` of their own. Any
 * number of instances can share one session. When the session is why a request fails, the `AxiosError` has the
 * `SessionError` as its `cause`, and its `code`.
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
  const { request } = instance.interceptors;
  const id = request.use(
    (config) => {
      const { adapter } = config;
      // Around the adapter everything is final: other interceptors are through, transforms have run once.
      if (config.session !== false && adapter)
        config.adapter = (final) => send({ ...final, adapter }, session.requests);
      return config;
    },
    null,
    { synchronous: true },
  );
  return () => request.eject(id);
}

/** The request of `config` with the policy around it. Neither answers nor errors show a config that holds a token. */
async function send(
  config: InternalAxiosRequestConfig,
  requests: Requests,
): Promise<AxiosResponse> {
  const { data, headers, method = "get" } = config;
  const signal = config.signal as AbortSignal | undefined;
  const adapter = getAdapter(config.adapter, config);
  if (config.auth) return adapter(config);

  /** What the policy says; what makes it fail becomes an error of axios, which itself tells who was cancelled. */
  const policy = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
    try {
      return await ask();
    } catch (cause) {
      const { message, code } = cause as { message: string; code: string };
      throw Object.assign(new AxiosError(message, code, config), { cause });
    }
  };

  let signed: Signed | null = await policy(() =>
    requests.sign({
      url: new URL(bare.getUri(config), globalThis.document?.baseURI),
      method,
      headers,
      signal,
      xhr: isXhr(adapter),
    }),
  );
  if (!signed) return adapter(config);
  for (;;) {
    const carried: Signed = signed;
    const [name, value] = carried.header;
    const own = {
      ...config,
      ...cookiesOf(carried, config),
      headers: AxiosHeaders.concat(headers, { [name]: value }),
    };
    const [response, error] = await adapter(own).then(
      (answer) => [answer] as const,
      (failure: AxiosError) => [failure.response, Object.assign(failure, { config })] as const,
    );
    if (!response) throw error;
    response.config = config;
    signed = await policy(() =>
      requests.settle(
        carried,
        { status: response.status, body: response.data },
        { replayable: !isUsedUp(data), signal },
      ),
    );
    if (signed) continue;
    if (error) throw error;
    return response;
  }
}

/** Whether a body is used up by sending it: a stream of Node or of the web, or an async iterable. */
function isUsedUp(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  return "pipe" in data || "getReader" in data || Symbol.asyncIterator in data;
}

/** Whether this is the adapter that sends by XMLHttpRequest. */
function isXhr(adapter: AxiosAdapter): boolean {
  return typeof XMLHttpRequest !== "undefined" && adapter === getAdapter("xhr");
}

/** Which cookies the session wants along, where the request does not say. axios sends those of the page's own origin by default. */
function cookiesOf(
  { credentials }: Signed,
  config: InternalAxiosRequestConfig,
): { withCredentials?: boolean } {
  const isPlain = credentials === undefined || credentials === "same-origin";
  return isPlain || config.withCredentials !== undefined
    ? {}
    : { withCredentials: credentials === "include" };
}
