// session.fetch keeps the HTTP contract; a page without a framework, `subscribe` and `getSnapshot` alone, the view contract.
import { httpContract, plainView, viewContract } from "@sojourn/conformance";
import { describe, it } from "vitest";

describe("fetch keeps the HTTP contract", () => {
  httpContract(it, ["blobs", "streams", "omits-cookies"], (session) => ({
    async send({ url, asBlob, ...init }) {
      const duplex = init.body instanceof ReadableStream ? { duplex: "half" } : {};
      const response = await session.fetch(url, { ...init, ...duplex });
      const body = await (asBlob ? response.blob() : response.text());
      return { status: response.status, body };
    },
  }));
});

describe("fetch keeps the view contract", () => {
  viewContract(it, plainView());
});
