// session.fetch keeps the HTTP contract.
import { httpContract } from "@sojourn/conformance";
import { describe, it } from "vitest";

describe("session.fetch", () => {
  httpContract(it, ["blobs", "streams"], (session) => ({
    async send({ url, asBlob, ...init }) {
      const duplex = init.body instanceof ReadableStream ? { duplex: "half" } : {};
      const response = await session.fetch(url, { ...init, ...duplex });
      const body = await (asBlob ? response.blob() : response.text());
      return { status: response.status, body };
    },
  }));
});
