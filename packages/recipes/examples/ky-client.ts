// ky on top of the session's fetch.
import ky from "ky";
import { session } from "./session";

export const api = ky.create({
  baseUrl: "https://api.example.com/api/",
  fetch: session.fetch,
});

export function addPost(text: string): Promise<{ id: number }> {
  return api.post("posts/", { json: { text } }).json();
}
