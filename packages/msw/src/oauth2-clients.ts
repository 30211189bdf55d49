/** The clients of django-oauth-toolkit, how a request proves to come from one, and the errors of its endpoints. */
import { decodeBasic } from "./basic-auth.ts";
import { Refusal, type ServerRequest } from "./http.ts";

/** The clients of a server: their secrets by id, `""` for a public one. */
export type OAuth2Clients = Readonly<Record<string, string>>;

/** The parameters of a request. Those of another content type are not seen, as in Django's `request.POST`. */
export type Form = Readonly<Record<string, string | undefined>>;

/** The headers of every answer that may hold a token (RFC 6749 §5.1). */
export const noStore = { "Cache-Control": "no-store", Pragma: "no-cache" } as const;

/** Reads the form of a request. */
export function readForm({ headers, body }: ServerRequest): Form {
  const type = headers["content-type"]?.split(";")[0]?.trim();
  if (type !== "application/x-www-form-urlencoded") return {};
  return Object.fromEntries(new URLSearchParams(body));
}

/** An error of RFC 6749 §5.2. */
export function oauthError(error: string, description?: string): Refusal {
  const body = { error, ...(description !== undefined && { error_description: description }) };
  if (error !== "invalid_client") return new Refusal(400, body, noStore);
  return new Refusal(401, body, { ...noStore, "WWW-Authenticate": `Bearer error="${error}"` });
}

/** The id of the client of a request: named in a Basic header (§2.3.1), or else in the form. Throws `invalid_client`. */
export function readClient(clients: OAuth2Clients, { headers }: ServerRequest, form: Form): string {
  const inForm = { id: form.client_id ?? "", secret: form.client_secret ?? "" };
  for (const told of [readBasicClient(headers.authorization), inForm])
    if (told && Object.hasOwn(clients, told.id) && clients[told.id] === told.secret) return told.id;
  throw oauthError("invalid_client");
}

/** The same for the token endpoint, where the form must not name another client than the header. */
export function readSameClient(clients: OAuth2Clients, request: ServerRequest, form: Form): string {
  const client = readClient(clients, request, form);
  if (!form.client_id || form.client_id === client) return client;
  throw oauthError("server_error", "Discrepency found between client identifier");
}

/** Id and secret of a Basic header, which are form-encoded. `null` without one, or if it cannot be read. */
function readBasicClient(
  authorization = "",
): { readonly id: string; readonly secret: string } | null {
  if (!authorization.startsWith("Basic ")) return null;
  const [id, ...rest] = (decodeBasic(authorization.slice("Basic ".length)) ?? "").split(":");
  if (id === undefined || rest.length === 0) return null;
  try {
    return { id: formDecoded(id), secret: formDecoded(rest.join(":")) };
  } catch {
    return null;
  }
}

function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
