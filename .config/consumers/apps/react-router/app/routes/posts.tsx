import { useAuth } from "@sojourn/react";
import { useEffect } from "react";
import {
  type ClientLoaderFunctionArgs,
  replace,
  useLoaderData,
  useRevalidator,
} from "react-router";
import { type Post, Posts } from "../../src/posts";
import { session } from "../../src/session";

/** Runs in the browser only, where the session is. */
export async function clientLoader({ request }: ClientLoaderFunctionArgs) {
  const { status } = await session.ready();
  const returnUrl = new URL(request.url).pathname;
  if (status !== "authenticated") throw replace(`/login?${new URLSearchParams({ returnUrl })}`);
  const { results } = await (await session.fetch("posts/")).json();
  return results as Post[];
}
clientLoader.hydrate = true as const;

/** What the server renders. */
export function HydrateFallback() {
  return <p>One moment …</p>;
}

export default function PostsPage() {
  const posts = useLoaderData<typeof clientLoader>();
  const { isAuthenticated } = useAuth();
  const { revalidate } = useRevalidator();
  // After a logout, here or in another tab, the loader leads to the login page.
  useEffect(() => {
    if (!isAuthenticated) void revalidate();
  }, [isAuthenticated, revalidate]);
  return <Posts posts={posts} />;
}
