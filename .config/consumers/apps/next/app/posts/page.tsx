"use client";
import { RequireAuth, useAuth } from "@sojourn/react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { type Post, Posts } from "../../src/posts";

function ToLogin() {
  const router = useRouter();
  useEffect(() => router.replace("/login?returnUrl=/posts"), [router]);
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

export default function PostsPage() {
  return (
    <RequireAuth fallback={<ToLogin />} loading={<p>One moment …</p>}>
      <LoadedPosts />
    </RequireAuth>
  );
}
