/** What a page and the vault's worker say to each other. No refresh token ever goes from the worker to a page. */

/** The version of the protocol. A page and a worker of different versions do not work together. */
export const PROTOCOL = 1;

/** The header that the worker adds to an answer: the placeholder of the refresh token that the request was sent with. */
export const PLACEHOLDER_HEADER = "sojourn-vault";

/** The members of a server's JSON that are refresh tokens, unless a page names others. */
export const usualMembers: readonly string[] = [
  "refresh",
  "refresh_token",
  "refreshToken",
  "refresh-token",
];

/** A request that the worker sends. Placeholders in its headers and in a body that is text become tokens. */
export interface VaultRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | ArrayBuffer | null;
  readonly redirect: RequestRedirect;
  readonly credentials: RequestCredentials;
  readonly keepalive: boolean;
}

/** An answer of a server, with placeholders in place of refresh tokens. */
export interface VaultAnswer {
  /** 0: the server answered with a redirect, which was not followed. */
  readonly status: number;
  readonly redirected: boolean;
  readonly type: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}

/** Where the worker puts tokens, and in which answers it finds them. It holds for the tokens that come with this page's requests. */
export interface Terms {
  /** The addresses of the requests that carry a refresh token: origin and path. */
  readonly places: readonly string[];
  /** The members of JSON that are refresh tokens, besides the usual ones. */
  readonly members: readonly string[];
}

/** What a page asks for. */
export type Question =
  /** Send a request. `isLast`: the worker forgets its refresh token at once, and tries again later if the network is down. */
  | { readonly type: "send"; readonly request: VaultRequest; readonly isLast: boolean }
  /** Is this refresh token there, and the access token of this key? */
  | { readonly type: "look"; readonly placeholder: string; readonly key: string }
  /** Keep this refresh token: the app got it elsewhere. */
  | { readonly type: "take"; readonly token: string };

/** What a page tells. Nothing answers. */
export type Notice =
  | { readonly type: "terms"; readonly terms: Terms }
  | { readonly type: "abort"; readonly id: number }
  /** Keep this access token for the other tabs, as long as the refresh token is there. */
  | {
      readonly type: "share";
      readonly placeholder: string;
      readonly key: string;
      readonly access: string;
    }
  | { readonly type: "forget"; readonly placeholder: string };

/** A message to the worker. */
export type ToWorker = { readonly version: number } & (
  | (Question & { readonly id: number })
  | Notice
);

/** What the worker answers. */
export type Reply =
  | { readonly type: "answer"; readonly answer: VaultAnswer }
  /** `access`: the token of that key; `null`: the worker has none. */
  | { readonly type: "found"; readonly isKnown: boolean; readonly access: string | null }
  | { readonly type: "taken"; readonly placeholder: string }
  /**
   * `"network"`: no answer came. `"lost"`: the worker does not have the refresh token. `"place"`: it must not go to that address.
   * `"version"`: the message is of another version, or damaged.
   */
  | { readonly type: "failed"; readonly why: "network" | "lost" | "place" | "version" };

/** A message to the page. */
export type ToPage = { readonly id: number } & Reply;

/** One end of the line between a page and the worker: a `MessagePort`, or a `Worker`. */
export interface VaultPort {
  postMessage(message: unknown): void;
  addEventListener(type: "message", heard: (event: MessageEvent) => void): void;
  /** A `MessagePort` waits for this. */
  start?(): void;
}

/** The types of messages, and the JavaScript types of their members. */
const shapes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  send: { id: "number", request: "object", isLast: "boolean" },
  look: { id: "number", placeholder: "string", key: "string" },
  take: { id: "number", token: "string" },
  terms: { terms: "object" },
  abort: { id: "number" },
  share: { placeholder: "string", key: "string", access: "string" },
  forget: { placeholder: "string" },
};

/** The message in what a worker heard. `null`: it is of another version, or damaged. */
export function readMessage(data: unknown): ToWorker | null {
  const message = (data ?? {}) as Readonly<Record<string, unknown>>;
  const shape = Object.entries(shapes).find(([type]) => type === message.type)?.[1];
  if (!shape || message.version !== PROTOCOL) return null;
  return hasShape(message, shape) && isSendable(message) ? (data as ToWorker) : null;
}

function hasShape(
  value: Readonly<Record<string, unknown>>,
  shape: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(shape).every(
    ([name, type]) => typeof value[name] === type && value[name] !== null,
  );
}

/** Whether the parts inside of a message can be used: the request of a page, or its terms. */
function isSendable({ request, terms }: Readonly<Record<string, unknown>>): boolean {
  const { url, headers } = (request ?? { url: "https://x/", headers: [] }) as Partial<VaultRequest>;
  const { places, members } = (terms ?? { places: [], members: [] }) as Partial<Terms>;
  return isUrl(url) && [headers, places, members].every(Array.isArray);
}

function isUrl(url: unknown): boolean {
  try {
    return Boolean(new URL(`${url}`));
  } catch {
    return false;
  }
}

/** An address as terms name it: origin and path. */
export function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
