// @vitest-environment jsdom
// Requests that components send keep the HTTP contract.
import { type HttpClient, httpContract, type TestSession } from "@sojourn/conformance";
import { SessionProvider } from "@sojourn/react";
import { render } from "@testing-library/react";
import { StrictMode, useEffect } from "react";
import { describe, it } from "vitest";

interface SenderProps {
  readonly session: TestSession;
  readonly onReady: (send: HttpClient["send"]) => void;
}

/** A component that sends when it is told to, as from a button. */
function Sender({ session, onReady }: SenderProps) {
  useEffect(() => {
    onReady(async ({ url, asBlob, ...init }) => {
      const duplex = init.body instanceof ReadableStream ? { duplex: "half" } : {};
      const response = await session.fetch(url, { ...init, ...duplex });
      return {
        status: response.status,
        body: await (asBlob ? response.blob() : response.text()),
      };
    });
  });
  return null;
}

describe("React keeps the HTTP contract", () => {
  httpContract(it, ["blobs", "streams", "omits-cookies"], (session) => {
    let send: HttpClient["send"] | undefined;
    render(
      <StrictMode>
        <SessionProvider session={session}>
          <Sender
            session={session}
            onReady={(ready) => {
              send = ready;
            }}
          />
        </SessionProvider>
      </StrictMode>,
    );
    return { send: (request) => send?.(request) ?? Promise.reject(new Error("not mounted")) };
  });
});
