/** The data of the list of posts: how it is read and changed. Errors become sentences. */
import type { ActionFunctionArgs } from "react-router";
import { type Post, type PostsApi, sayError } from "../src/posts.ts";

/** The posts, or those that were read before and why they cannot be read now. */
export interface Loaded {
  readonly posts: readonly Post[];
  readonly problem: string | null;
}

/** What became of writing or deleting. */
export interface Changed {
  readonly did: "Posted." | "Deleted.";
  readonly problem: string | null;
}

/**
 * A loader and an action. Neither throws: an error boundary would take the place of the form, and of the text in it.
 * `forget` is for when somebody else is logged in.
 */
export function createPostsData(api: PostsApi) {
  /** The posts as they were last read: what stands on the screen while they cannot be read. */
  let known: readonly Post[] = [];
  return {
    async list(): Promise<Loaded> {
      try {
        known = await api.list();
        return { posts: known, problem: null };
      } catch (error) {
        return { posts: known, problem: sayError(error) };
      }
    },
    async change({ request }: ActionFunctionArgs): Promise<Changed> {
      const form = await request.formData();
      const did = request.method === "DELETE" ? "Deleted." : "Posted.";
      try {
        if (did === "Deleted.") await api.remove(Number(form.get("id")));
        else await api.write(`${form.get("text")}`);
        return { did, problem: null };
      } catch (error) {
        return { did, problem: sayError(error) };
      }
    },
    forget(): void {
      known = [];
    },
  };
}
