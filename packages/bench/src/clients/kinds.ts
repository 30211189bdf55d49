/** The three kinds of clients. Each loads its code when it is asked for, so that none is a burden of another. */
import { loadAngularCompiler } from "../angular-compiler.ts";
import type { Kind } from "./client.ts";

export type KindName = "fetch" | "axios" | "HttpClient";

/** Loads a kind of clients. */
export const loadKind: Readonly<Record<KindName, () => Promise<Kind>>> = {
  fetch: async () => (await import("./fetch-clients.ts")).fetchClients,
  axios: async () => (await import("./axios-clients.ts")).axiosClients,
  async HttpClient() {
    await loadAngularCompiler();
    return (await import("./angular-clients.ts")).angularClients;
  },
};
