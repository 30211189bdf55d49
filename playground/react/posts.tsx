/** The list of posts: the router loads it, writes into it, and loads it again. */
import { useAuth } from "@sojourn/react";
import { useEffect, useRef } from "react";
import { Link, useFetcher, useLoaderData, useRevalidator } from "react-router";
import { announce } from "../src/dom.ts";
import type { Post } from "../src/posts.ts";
import { PlaceHeading } from "./blog.tsx";

/** How long a post may be. */
const LONGEST = 280;

/** What became of writing or deleting. */
export interface Changed {
  readonly problem: string | null;
}

export function Posts() {
  const posts = useLoaderData<readonly Post[]>();
  const username = useAuth((auth) => auth.user?.username);
  const { revalidate } = useRevalidator();
  return (
    <section className="card" aria-labelledby="place">
      <div className="card-head">
        <PlaceHeading>Microblog</PlaceHeading>
        <button type="button" onClick={() => void revalidate()}>
          Reload posts
        </button>
      </div>
      <Compose />
      {posts.length === 0 && <p className="empty">No posts yet. Write the first one.</p>}
      <ul className="posts" aria-label="Posts">
        {posts.map((post) => (
          <PostItem key={post.id} post={post} mine={post.author === username} />
        ))}
      </ul>
    </section>
  );
}

function Compose() {
  const { Form, state, data } = useFetcher<Changed>();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (data?.problem !== null) return;
    form.current?.reset();
    announce("Posted.");
  }, [data]);
  return (
    <Form className="compose" method="post" ref={form}>
      <label htmlFor="post-text">Write a post</label>
      <textarea id="post-text" name="text" rows={2} maxLength={LONGEST} />
      <button type="submit" className="primary" disabled={state !== "idle"}>
        Post
      </button>
      {data?.problem && (
        <p className="problem" role="alert">
          {data.problem}
        </p>
      )}
    </Form>
  );
}

/** A post in a list; one's own can be deleted. */
export function PostItem({ post, mine = false }: { post: Post; mine?: boolean }) {
  const { Form, state } = useFetcher();
  const created = new Date(post.created).toLocaleString([], {
    dateStyle: "medium",
    timeStyle: "short",
  });
  return (
    <li>
      <p className="byline">
        <strong>{post.author}</strong>
        <Link to={`/posts/${post.id}`}>
          <time dateTime={post.created}>{created}</time>
        </Link>
      </p>
      <p>{post.text}</p>
      {mine && (
        <Form method="delete">
          <input type="hidden" name="id" value={post.id} />
          <button
            className="quiet"
            type="submit"
            aria-label={`Delete “${post.text}”`}
            disabled={state !== "idle"}
          >
            Delete
          </button>
        </Form>
      )}
    </li>
  );
}
