// A page whose session may wait for a further step of its login, at allauth headless with either kind of token.
import { type Backend, createSession, type Session, type StoragePort } from "@sojourn/core";
import { type AllauthAccount, type AllauthSteps, allauthHeadless } from "@sojourn/django";
import { afterAll } from "vitest";
import type { DjangoServer, Mail, Person } from "./django-server.ts";
import { createDrawer } from "./page.ts";

type User = { readonly id: number | string };
type Operations = Omit<AllauthAccount<"session", User, Form>, "setPassword">;
/** What people fill in to sign up. */
type Form = { username?: string; email?: string; password: string };
type Described = Backend<Person, User, Operations, AllauthSteps<"username">>;

/** Either strategy of the server. */
export const kinds: readonly { name: string; describe(home: DjangoServer): Described }[] = [
  {
    name: "session tokens",
    describe: ({ url }) => allauthHeadless({ baseUrl: `${url}/allauth/` }),
  },
  {
    name: "JWTs",
    describe: ({ url }) => allauthHeadless({ baseUrl: `${url}/allauth-jwt/`, strategy: "jwt" }),
  },
];

export const password = "7-Quetzalcoatl-Pyjamas";

interface Opened {
  readonly session: Session<Person, User, Operations, AllauthSteps<"username">>;
  /** What the page waits for, and who is logged in. */
  seen(): { step: string | null; status: string };
  get(): Promise<number>;
}

const stops: (() => void)[] = [];
afterAll(() => {
  for (const stop of stops) stop();
});

/** Opens a page; it is closed when the file's tests are over. */
export function open(backend: Described, storage: StoragePort = createDrawer()): Opened {
  const session = createSession({ backend, storage, ports: { storage } });
  stops.push(session.start());
  return {
    session,
    seen() {
      const { pending, status } = session.getSnapshot();
      return { step: pending?.step ?? null, status };
    },
    get: async () => (await session.fetch("posts/")).status,
  };
}

/** A sign-up of somebody new. */
export const newForm = (): Required<Form> => {
  const username = `new-${crypto.randomUUID().slice(0, 13)}`;
  return { username, email: `${username}@example.test`, password };
};

/** The newest mail of this kind. */
export async function mail(
  home: DjangoServer,
  username: string,
  kind: Mail["kind"],
): Promise<Mail> {
  const found = (await home.mails(username)).find((one) => one.kind === kind);
  if (!found) throw new Error(`no ${kind} mail`);
  return found;
}

/** Someone with a second factor. */
export async function careful(home: DjangoServer): Promise<Person> {
  const person = await home.newPerson();
  await home.change(person, { totp: true });
  return person;
}

/** What the authenticator app shows now. */
export async function codeOf({ username }: Person, { url }: DjangoServer): Promise<string> {
  const response = await fetch(`${url}/control/totp/?user=${username}`);
  return ((await response.json()) as { code: string }).code;
}
