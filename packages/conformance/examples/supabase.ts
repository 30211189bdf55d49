// Supabase.
import { type Answer, defineBackend } from "@sojourn/core";

export const apikey = "sb_publishable_example";
const dead: ReadonlySet<unknown> = new Set([
  "refresh_token_not_found",
  "refresh_token_already_used",
  "session_not_found",
  "session_expired",
  "user_banned",
]);
const codeOf = ({ body }: Answer) => (body as { error_code?: unknown }).error_code;

const read = (body: unknown) => {
  const { access_token: access, refresh_token: refresh, user } = body as Record<string, unknown>;
  if (typeof access !== "string" || typeof refresh !== "string") return undefined;
  return { access, refresh, user: { email: `${(user as { email?: string }).email}` } };
};

const common = { method: "POST", headers: () => ({ apikey }) } as const;
const token = (grant: string) => ({ ...common, path: `auth/v1/token?grant_type=${grant}`, read });
const logout = { ...common, signed: true } as const;

export const backend = defineBackend({
  name: "Supabase",
  baseUrl: "https://abcdefgh.supabase.co/",
  login: {
    ...token("password"),
    body: (input: { email: string; password: string }) => input,
    rejects: (answer) => codeOf(answer) === "invalid_credentials",
  },
  refresh: {
    ...token("refresh_token"),
    body: ({ refresh }) => ({ refresh_token: refresh }),
    rejects: (answer) => dead.has(codeOf(answer)),
  },
  logout: { ...logout, path: "auth/v1/logout?scope=local" },
  logoutEverywhere: { ...logout, path: "auth/v1/logout?scope=global" },
  fields: (body) => ({ "": [`${(body as { msg?: string }).msg}`] }),
});
