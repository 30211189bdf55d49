// A client whose types come from the server's OpenAPI schema.
import createClient from "openapi-fetch";
import type { paths } from "./schema";
import { session } from "./session";

export const client = createClient<paths>({
  baseUrl: "https://api.example.com/api/",
  fetch: session.fetch,
});

export async function postsOf(author: string): Promise<string[]> {
  const { data = [] } = await client.GET("/posts/", { params: { query: { author } } });
  return data.map(({ text }) => text);
}
