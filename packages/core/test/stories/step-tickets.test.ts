// Logins of several steps at a server that names their ticket once.
import { defineBackend } from "@sojourn/core";
import { createClock } from "@sojourn/core/testing";
import { expect, it } from "vitest";
import { createStage, rejection } from "../support/stage.ts";

interface Reply {
  readonly ticket?: string;
  readonly next?: string;
  readonly access?: string;
}

/** A page whose server gives these answers, one after the other. */
function createPage(replies: Reply[]) {
  const tickets: string[] = [];
  const step = {
    method: "POST" as const,
    path: "step",
    headers: ({ ticket }: { input: string; ticket: string }) => {
      tickets.push(ticket);
      return {};
    },
    read,
  };
  const backend = defineBackend({
    baseUrl: "https://api.example.com/",
    login: {
      method: "POST",
      path: "login",
      body: (name: string) => ({ name }),
      read,
    },
    steps: { mail: step, code: step },
    user: () => ({ id: 1 }),
  });
  const fetch = async () => Response.json(replies.shift(), { status: 200 });
  const stage = createStage({ clock: createClock(), fetch, backend: backend as never });
  const session = stage.session as unknown as {
    login(name: string): Promise<unknown>;
    proceed(input: string): Promise<unknown>;
    getSnapshot(): { pending: { step: string } | null };
  };
  return { ...stage, session, tickets };
}

function read(body: unknown) {
  const { next, ticket, access } = body as Reply;
  if (access) return { access, user: { id: 1 } };
  return next ? { pending: { step: next, ticket } } : undefined;
}

it("a step that names no ticket keeps that of the step before, and a new login begins without one", async () => {
  const { session, clock, tickets } = createPage([
    { next: "mail", ticket: "t1" },
    { next: "code" },
    { next: "mail" },
    { access: "a1" },
  ]);
  const asked: string[] = [];
  for (const call of [
    () => session.login("alice"),
    () => session.proceed("key"),
    () => session.login("alice"),
  ]) {
    const error = rejection(call());
    await clock.advance();
    expect((await error).code).toBe("pending");
    asked.push(`${session.getSnapshot().pending?.step}`);
  }
  expect(asked).toEqual(["mail", "code", "mail"]);
  const user = session.proceed("key");
  await clock.advance();
  expect(await user).toEqual({ id: 1 });
  expect(tickets).toEqual(["t1", ""]);
});
