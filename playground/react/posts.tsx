/** The list of posts: the router loads it, writes into it, and loads it again. */
import { useAuth } from "@sojourn/react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Link, useFetcher, useLoaderData, useRevalidator } from "react-router";
import { dateAndTime } from "../src/clock.ts";
import { announce } from "../src/dom.ts";
import type { Post } from "../src/posts.ts";
import { PlaceHeading } from "./blog.tsx";
import type { Changed, Loaded } from "./posts-data.ts";

/** How long a post may be. */
const LONGEST = 280;

export function Posts() {
  const { posts, problem: unread } = useLoaderData<Loaded>();
  const username = useAuth((auth) => auth.user?.username);
  const { revalidate } = useRevalidator();
  const { Form, data } = useFetcher<Changed>();
  /** What was told already: reading the posts again is a new start. */
  const [old, setOld] = useState<Changed>();
  const undone = data === old ? null : data?.problem;
  const problem = undone ?? unread;
  const reload = () => {
    setOld(data);
    void revalidate();
  };
  const compose = useRef<HTMLFormElement>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (data?.problem !== null) return;
    if (data.did === "Posted.") compose.current?.reset();
    else text.current?.focus(); // the button that had the focus is about to go
    announce(data.did);
  }, [data]);
  return (
    <section className="card" aria-labelledby="place">
      <div className="card-head">
        <PlaceHeading>Microblog</PlaceHeading>
        <button type="button" onClick={reload}>
          Reload posts
        </button>
      </div>
      <Form className="compose" method="post" ref={compose}>
        <label htmlFor="post-text">Write a post</label>
        <textarea id="post-text" name="text" rows={2} maxLength={LONGEST} ref={text} />
        <button type="submit" className="primary">
          Post
        </button>
      </Form>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {posts.length === 0 && !unread && <p className="empty">No posts yet. Write the first one.</p>}
      <ul className="posts" aria-label="Posts">
        {posts.map((post) => (
          <PostItem key={post.id} post={post}>
            {post.author === username && (
              <Form method="delete">
                <input type="hidden" name="id" value={post.id} />
                <button className="quiet" type="submit" aria-label={`Delete “${post.text}”`}>
                  Delete
                </button>
              </Form>
            )}
          </PostItem>
        ))}
      </ul>
    </section>
  );
}

/** A post in a list; what else stands in it is its parent's. */
export function PostItem({ post, children }: { post: Post; children?: ReactNode }) {
  return (
    <li>
      <p className="byline">
        <strong>{post.author}</strong>
        <Link to={`/posts/${post.id}`}>
          <time dateTime={post.created}>{dateAndTime(post.created)}</time>
        </Link>
      </p>
      <p>{post.text}</p>
      {children}
    </li>
  );
}
