/** Opens what the React and the Angular page share with the plain one: frame, server, session, and the side column. */
import { changeChoice, nameChoice, presentChoice } from "./choice.ts";
import { byId, h } from "./dom.ts";
import { describeError } from "./error-details.ts";
import { type PageName, pages, showFrame } from "./frame.ts";
import type { PostsApi } from "./posts.ts";
import { openStage, type Stage } from "./stage.ts";
import { createWorkbench, type Workbench } from "./workbench.ts";

/** What a page may do its own way. */
export interface PageOptions {
  /** The microblog's API of the page. Default: fetch or axios, whichever the visitor chose. */
  readonly posts?: () => PostsApi;
}

/** What a page has open, and how it tells what did not work. */
export interface OpenPage extends Stage, Pick<Workbench, "record" | "failed"> {}

/**
 * Opens a page. Its session is made, not started: the binding does that. Below the element `app` the page is free.
 *
 * Resolves to `null` where nothing can be shown: the page then says why.
 */
export async function openPage(
  name: PageName,
  options: PageOptions = {},
): Promise<OpenPage | null> {
  const choice = presentChoice();
  const change = showFrame(
    name,
    (next) => {
      changeChoice(choice, next, pages[name]);
      location.reload();
    },
    options.posts ? [] : ["fetch", "axios"],
  );
  change(choice);
  let stage: Stage | null = null;
  const current = (): Stage => {
    if (!stage) throw new Error("Nothing is open yet.");
    return stage;
  };
  const workbench = createWorkbench({
    stage: current,
    choice: () => choice,
    posts: options.posts ?? (() => current().posts(choice.client)),
  });
  try {
    const next = await openStage(choice, workbench.wire);
    const problem = await next.server.problem();
    if (problem) throw new Error(problem);
    stage = next;
    workbench.watch(next);
    return { ...next, record: workbench.record, failed: workbench.failed };
  } catch (error) {
    byId("app").replaceChildren(
      h(
        "div",
        { class: "card problem", role: "alert" },
        h("p", {}, describeError(error)), // about the server of the playground: its visitors start it
        h("a", { class: "button", href: `${location.pathname}${nameChoice(choice)}` }, "Try again"),
      ),
    );
    return null;
  }
}
