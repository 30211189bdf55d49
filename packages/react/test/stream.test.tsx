// Rendering on a server that streams: the stream ends although the first answer never comes there.
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";
import { SessionProvider, useAuthSuspense } from "@sojourn/react";
import { Suspense } from "react";
import { renderToPipeableStream } from "react-dom/server";
import { expect, it } from "vitest";

it("useAuthSuspense renders the fallback of the boundary, and the stream ends", async () => {
  const session = createSession({ backend: simpleJwt({ baseUrl: "https://api.example.com/" }) });
  const Name = () => <b>{useAuthSuspense().status}</b>;
  const page = (
    <SessionProvider session={session}>
      <Suspense fallback="wait">
        <Name />
      </Suspense>
    </SessionProvider>
  );
  const told: unknown[] = [];
  await new Promise<void>((onAllReady) => {
    renderToPipeableStream(page, { onAllReady, onError: (error) => void told.push(error) });
  });
  expect(told).toEqual([expect.objectContaining({ code: "misconfigured" })]);
});
