import { RequireAuth, SessionProvider, useAuth } from "@sojourn/react";
import { useEffect, useState } from "react";
import { type Post, Posts } from "./posts";
import { session } from "./session";

function ToLogin() {
  useEffect(() => {
    const returnUrl = location.pathname + location.search;
    location.replace(`/login?${new URLSearchParams({ returnUrl })}`);
  }, []);
  return null;
}

function LoadedPosts() {
  const { fetch } = useAuth();
  const [posts, setPosts] = useState<Post[]>([]);
  useEffect(() => {
    fetch("posts/")
      .then((answer) => answer.json())
      .then(({ results }) => setPosts(results));
  }, [fetch]);
  return <Posts posts={posts} />;
}

export const PostsPage = () => (
  <SessionProvider session={session}>
    <RequireAuth fallback={<ToLogin />} loading={<p>One moment …</p>}>
      <LoadedPosts />
    </RequireAuth>
  </SessionProvider>
);
