/** Logging in with an account at the demo's identity provider, where the server takes its tokens. */
import type { LoginOptions } from "@sojourn/core";
import type { Person } from "./backends.ts";
import type { Stage } from "./stage.ts";

/** Logs in with the token that the provider gives to this page. */
type ProviderLogin = (options: LoginOptions) => Promise<Person>;

/** How the server of this stage takes such a token: by an account operation that logs in. `null`: it does not. */
export function providerLogin({ session, server }: Stage): ProviderLogin | null {
  const { demoProvider, socialLogin } = session.account;
  if (demoProvider)
    return async (options) => {
      const access_token = await server.allowAtProvider();
      return demoProvider({ access_token }, options);
    };
  if (socialLogin)
    return async (options) => {
      const access_token = await server.allowAtProvider();
      const token = { client_id: "sojourn", access_token };
      return socialLogin({ provider: "fake", token }, options);
    };
  return null;
}
