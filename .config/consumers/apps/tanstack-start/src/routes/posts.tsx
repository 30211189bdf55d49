import { createFileRoute, redirect } from "@tanstack/react-router";
import { type Post, Posts } from "../posts";
import { session } from "../session";

export const Route = createFileRoute("/posts")({
  ssr: false, // the guard asks the session, which is in the browser
  beforeLoad: async ({ location }) => {
    const { status } = await session.ready();
    if (status !== "authenticated")
      throw redirect({ to: "/login", search: { returnUrl: location.href }, replace: true });
  },
  loader: async () => {
    const { results } = await (await session.fetch("posts/")).json();
    return results as Post[];
  },
  component: PostsPage,
});

function PostsPage() {
  return <Posts posts={Route.useLoaderData()} />;
}
