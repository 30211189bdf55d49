// One app for many customers: each request tells for which one.
import { createSession, extendBackend, type SessionFetch } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";

/** `acme` of https://acme.example.com/ */
export const tenant = location.hostname.split(".")[0] ?? "";

const base = simpleJwt({ baseUrl: "https://api.example.com/api/" });
const headers = () => ({ "X-Tenant": tenant });

export const session = createSession({
  // The session's own requests. An operation that has no headers of its own needs no more than this.
  backend: extendBackend(base, { login: { headers }, refresh: { headers }, logout: { headers } }),
});

/** The app's requests. */
export const tenantFetch: SessionFetch = (input, init = {}) => {
  const all = new Headers(init.headers);
  all.set("X-Tenant", tenant);
  return session.fetch(input, { ...init, headers: all });
};
