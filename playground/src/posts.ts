/** The API of the microblog, once with `session.fetch` and once with axios. The page can use either. */
import { errorText, isSessionError, SessionError } from "@sojourn/core";
import axios, { type AxiosInstance, isAxiosError } from "axios";
import type { AnySession } from "./open-session.ts";

/** A post in the JSON of the server. */
export interface Post {
  readonly id: number;
  readonly author: string;
  readonly text: string;
  /** ISO 8601. */
  readonly created: string;
}

/** The requests of the microblog. All reject with an error that {@link sayError} can read. */
export interface PostsApi {
  list(): Promise<readonly Post[]>;
  read(id: number): Promise<Post>;
  write(text: string): Promise<Post>;
  remove(id: number): Promise<void>;
}

/** With the session's own fetch. Paths are relative to the backend's `baseUrl`. */
export function postsByFetch(session: AnySession): PostsApi {
  const ask = async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await session.fetch(path, init);
    if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => null));
    return response;
  };
  return {
    list: async () => (await (await ask("posts/")).json()).results,
    read: async (id) => (await ask(`posts/${id}/`)).json(),
    write: async (text) => (await ask("posts/", json({ text }))).json(),
    remove: async (id) => void (await ask(`posts/${id}/`, { method: "DELETE" })),
  };
}

/** With an axios instance to which `attachSession` has attached the session. */
export function postsByAxios(api: AxiosInstance): PostsApi {
  return {
    list: async () => (await api.get("posts/")).data.results,
    read: async (id) => (await api.get(`posts/${id}/`)).data,
    write: async (text) => (await api.post("posts/", { text })).data,
    remove: async (id) => void (await api.delete(`posts/${id}/`)),
  };
}

/** An axios instance for a server, over the given fetch. */
export function createApi(baseUrl: string, send: typeof fetch): AxiosInstance {
  return axios.create({
    baseURL: new URL(baseUrl, document.baseURI).href,
    adapter: "fetch", // only to show the requests in the timeline: any adapter will do
    env: { fetch: send },
  });
}

/** An error of the microblog as a sentence for the screen: the server's words about a post, or those of `errorText`. */
export function sayError(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (!isAxiosError(error)) return errorText(error instanceof TypeError ? noAnswer : error);
  if (error.response) return say(error.response.status, error.response.data);
  return errorText(isSessionError(error.cause) ? error.cause : noAnswer);
}

/** A request of the microblog that got no answer: HTTP clients say this in many ways. */
export const noAnswer = new SessionError("network", "No answer came.");
const serverFailed = new SessionError("server", "The server failed.");

/** An answer that refuses a request. Its message is for the screen. */
export class Refusal extends Error {
  constructor(status: number, body: unknown) {
    super(say(status, body));
  }
}

function json(body: object): RequestInit {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}

/** The text of a refusal. Django writes `{detail: "…"}` or `{field: ["…"]}`. */
function say(status: number, body: unknown): string {
  const { detail, ...fields } = Object(body) as Record<string, unknown>;
  const messages = typeof detail === "string" ? [detail] : Object.values(fields).flat();
  const texts = messages.filter((one) => typeof one === "string");
  if (texts.length > 0 && typeof body === "object") return texts.join(" ");
  return errorText(status >= 500 ? serverFailed : null);
}
