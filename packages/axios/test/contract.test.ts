// An attached axios instance keeps the HTTP contract, whatever adapter it sends with, and is no sight on the screen.
import { attachSession } from "@sojourn/axios";
import {
  type HttpAnswer,
  httpContract,
  type MakeClient,
  plainView,
  viewContract,
} from "@sojourn/conformance";
import axios, { type AxiosRequestConfig, isAxiosError } from "axios";
import { describe, it } from "vitest";

/** A client over axios. What `adapt` gives sends with the `fetch` it gets. */
function client(adapt: (send: typeof fetch) => AxiosRequestConfig): MakeClient {
  return (session, { fetch, baseUrl }) => {
    const api = axios.create({ ...adapt(fetch), baseURL: baseUrl });
    attachSession(api, session);
    return {
      async send({ url, body, progress, asBlob, optOut, ...rest }): Promise<HttpAnswer> {
        const config: AxiosRequestConfig = {
          ...rest,
          url,
          data: body,
          responseType: asBlob ? "blob" : "text",
          ...(optOut && { session: false }),
          ...(progress && { onUploadProgress: ({ loaded }) => progress(loaded) }),
        };
        try {
          const { status, data } = await api.request(config);
          return { status, body: data };
        } catch (error) {
          if (!isAxiosError(error)) throw new Error(`not an AxiosError: ${error}`);
          if (!error.response) throw error;
          return { status: error.response.status, body: error.response.data };
        }
      },
      cause: (error) => (error as Error).cause,
    };
  };
}

describe("axios keeps the HTTP contract, with its fetch adapter", () => {
  httpContract(
    it,
    ["progress", "blobs", "opt-out", "streams", "omits-cookies"],
    client((send) => ({ adapter: "fetch", env: { fetch: send } })),
  );
});

describe("axios keeps the HTTP contract, resolving to every answer", () => {
  httpContract(
    it,
    ["opt-out", "omits-cookies"],
    client((send) => ({ adapter: "fetch", env: { fetch: send }, validateStatus: () => true })),
  );
});

describe("axios keeps the view contract", () => {
  viewContract(it, plainView(client((send) => ({ adapter: "fetch", env: { fetch: send } }))));
});
