/** One post, at an address of its own. */
import { Link, useLoaderData } from "react-router";
import type { Post } from "../src/posts.ts";
import { PlaceHeading } from "./blog.tsx";
import { PostItem } from "./posts.tsx";

export function PostPage() {
  const post = useLoaderData<Post>();
  return (
    <section className="card" aria-labelledby="place">
      <div className="card-head">
        <PlaceHeading>{`Post ${post.id}`}</PlaceHeading>
        <Link to="/posts">All posts</Link>
      </div>
      <ul className="posts">
        <PostItem post={post} />
      </ul>
    </section>
  );
}
