/** Guards the functions of a description: one that throws, or gives what cannot be used, is a mistake that names itself. */
import type { Account, Backend, Grant, Operation } from "./backend.ts";
import { SessionError } from "./errors.ts";

/** Says what is wrong about a value that a function of a description gave; `null`: nothing. */
type Check = (value: unknown) => string | null;

const noCheck: Check = () => null;

/**
 * The same function, except that what it throws is `misconfigured` and says which function it was. The error that it threw is
 * the `cause`: it may hold anything, a token too, so none of it stands in the message.
 */
function guarded<Input extends readonly unknown[], Output>(
  name: string,
  original: (...input: Input) => Output,
  check: Check = noCheck,
): (...input: Input) => Output {
  return (...input) => {
    let output: Output;
    try {
      output = original(...input);
    } catch (cause) {
      throw new SessionError("misconfigured", `${name}() threw an error, its cause.`, { cause });
    }
    const fault = check(output);
    if (fault) throw new SessionError("misconfigured", `${name}() gives ${fault}.`);
    return output;
  };
}

/** The user is stored with the session, as JSON. */
function checkUser(user: unknown): string | null {
  const fault = "a user that JSON cannot hold, with a BigInt, a function or a cycle say";
  if (user === undefined) return null;
  try {
    return JSON.stringify(user) === undefined ? fault : null;
  } catch {
    return fault;
  }
}

function checkGrant(value: unknown): string | null {
  if (!value) return null;
  const { access, refresh, user } = value as Partial<Grant<unknown>>;
  if (typeof access !== "string" || !access.trim()) return "no access token";
  if (typeof (refresh ?? "") !== "string") return "a refresh token that is no text";
  return checkUser(user);
}

/** The characters of a header's name, and those that none may have in its value (https://fetch.spec.whatwg.org/#headers-class). */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const unsendable = /[\0\r\n]|[^\0-\xff]/;

/** Headers are sent as bytes, one a character. */
function checkHeader(header: unknown): string | null {
  const [name, value] = header as readonly unknown[];
  return headerName.test(`${name}`) && !unsendable.test(`${value}`)
    ? null
    : "a header that no request can carry. The token may hold line breaks or letters beyond Latin-1";
}

function guardOperation<One extends Operation<never, unknown>>(
  name: string,
  operation: One,
  checkRead: Check,
): One {
  const { body, read, rejects } = operation;
  const guards: Partial<Operation<never, unknown>> = {};
  if (body) guards.body = guarded(`${name}.body`, body.bind(operation));
  if (read) guards.read = guarded(`${name}.read`, read.bind(operation), checkRead);
  if (rejects) guards.rejects = guarded(`${name}.rejects`, rejects.bind(operation));
  return { ...operation, ...guards };
}

/** What operations of these names read is used by the session itself. */
const checks: Readonly<Record<string, Check>> = {
  login: checkGrant,
  refresh: checkGrant,
  me: checkUser,
};

function guardAccount(name: string, account: Account): Account {
  const operations = Object.entries(account).map(([key, operation]) => {
    const check = operation.after === "user" ? checkUser : noCheck;
    return [key, guardOperation(`${name}.${key}`, operation, check)] as const;
  });
  return Object.fromEntries(operations);
}

/** The same description, whose functions name themselves where they fail. */
export function guardDescription<Description extends Backend<never, unknown>>(
  backend: Description,
): Description {
  const { name: title = "custom", header, user, fields, challenge, account } = backend;
  const guards: Record<string, unknown> = {};
  for (const key of ["login", "refresh", "me", "logout", "verify"] as const) {
    const operation = backend[key];
    if (operation)
      guards[key] = guardOperation(`${title}: ${key}`, operation, checks[key] ?? noCheck);
  }
  // Whoever compares the two still finds them to be one.
  if (backend.verify === backend.me) guards.verify = guards.me;
  if (header) guards.header = guarded(`${title}: header`, header.bind(backend), checkHeader);
  if (user) guards.user = guarded(`${title}: user`, user.bind(backend), checkUser);
  if (fields) guards.fields = guarded(`${title}: fields`, fields.bind(backend));
  if (challenge) guards.challenge = guarded(`${title}: challenge`, challenge.bind(backend));
  if (account) guards.account = guardAccount(`${title}: account`, account);
  return { ...backend, ...guards };
}
