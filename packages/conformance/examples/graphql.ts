// A GraphQL server, where everything has one address and errors come with 200.
import { type Answer, defineBackend } from "@sojourn/core";

interface Reply {
  readonly data?: Record<string, { token: string; refreshToken: string }> | null;
  readonly errors?: readonly { message: string; extensions?: { code?: string } }[];
}
const isRefused = ({ body }: Answer) =>
  (body as Reply | undefined)?.errors?.some((e) => e.extensions?.code === "UNAUTHENTICATED");

const tokens = {
  method: "POST",
  path: "graphql",
  shared: true,
  read(body: unknown) {
    const [grant] = Object.values((body as Reply).data ?? {});
    return grant && { access: grant.token, refresh: grant.refreshToken };
  },
  means: (answer: Answer) => (isRefused(answer) ? "rejected" : undefined),
} as const;

const LOGIN = "mutation ($input: Login!) { logIn(input: $input) { token refreshToken } }";
const REFRESH = "mutation ($token: String!) { refresh(token: $token) { token refreshToken } }";

export const backend = defineBackend({
  name: "GraphQL",
  baseUrl: "https://graphql.example.com/",
  login: {
    ...tokens,
    body: (input: { email: string; password: string }) => ({ query: LOGIN, variables: { input } }),
  },
  refresh: {
    ...tokens,
    body: ({ refresh }) => ({ query: REFRESH, variables: { token: refresh } }),
  },
  refusesWith2xx: true,
  challenge: (answer) => (isRefused(answer) ? "refused" : undefined),
  fields: (body) => ({ "": (body as Reply).errors?.map(({ message }) => message) ?? [] }),
});
