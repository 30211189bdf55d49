/** What the bare axios and the bare HttpClient send with, instead of a network. */

/** Answers a request with a status: at once where time is measured, later where a server is asked. */
export type Answer = (url: string, authorization: () => string | null) => number | Promise<number>;

/** The answer of this page. A part sets it before it sends anything. */
export const transport: { answer: Answer } = { answer: () => 200 };

/** Lets all clients of this page send to a server: those around fetch, axios and HttpClient. */
export function useServer(serverFetch: typeof fetch): void {
  globalThis.fetch = serverFetch;
  transport.answer = async (url, authorization) => {
    const headers = { Authorization: authorization() ?? "" };
    return (await serverFetch(url, { headers })).status;
  };
}
