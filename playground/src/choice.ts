/** What the visitor chose: named in the address, so that a link or a test can name it, and remembered by the tab. */
import { isSystemId, type SystemId } from "./backends.ts";

/** Where the server is: in this page (MSW) or a real Django. */
export type Where = "browser" | "django";
/** What sends the microblog's requests. */
export type ClientName = "fetch" | "axios";

/** All that can be chosen. */
export interface Choice {
  readonly where: Where;
  readonly system: SystemId;
  readonly client: ClientName;
  /** How many seconds an access token lives. */
  readonly lifetime: number;
}

const initial: Choice = { where: "browser", system: "simplejwt", client: "fetch", lifetime: 60 };

/** Where the tab remembers its choice. */
const KEY = "sojourn-playground-choice";

/** The lifetimes on offer, in seconds. */
export const lifetimes = [5, 15, 60, 300] as const;

/** Reads `?backend=django&tokens=sliding&client=axios&lifetime=15`; what is missing or unknown is the default. */
function readChoice(search: string): Choice {
  const query = new URLSearchParams(search);
  const system = query.get("tokens") ?? "";
  const lifetime = Number(query.get("lifetime"));
  return {
    where: query.get("backend") === "django" ? "django" : initial.where,
    system: isSystemId(system) ? system : initial.system,
    client: query.get("client") === "axios" ? "axios" : initial.client,
    lifetime: (lifetimes as readonly number[]).includes(lifetime) ? lifetime : initial.lifetime,
  };
}

/** What is chosen now: what the address names, or what this tab remembers, for addresses that name nothing. */
export function presentChoice(): Choice {
  const { search } = location;
  const isNamed = /[?&](backend|tokens|client|lifetime)=/.test(search);
  const choice = readChoice(isNamed ? search : (sessionStorage.getItem(KEY) ?? ""));
  sessionStorage.setItem(KEY, nameChoice(choice));
  return choice;
}

/** Takes a choice: the address left behind goes on naming the old one, the new address names the new one. */
export function changeChoice(before: Choice, next: Choice, path: string): void {
  history.replaceState(history.state, "", `${location.pathname}${nameChoice(before)}`);
  sessionStorage.setItem(KEY, nameChoice(next));
  history.pushState(null, "", `${path}${writeChoice(next)}`);
}

/** The query that names a choice, also that of the start. */
export function nameChoice(choice: Choice): string {
  return writeChoice(choice) || `?backend=${choice.where}`;
}

/** The query that names a choice; defaults are left out. */
function writeChoice({ where, system, client, lifetime }: Choice): string {
  const query = new URLSearchParams();
  if (where !== initial.where) query.set("backend", where);
  if (system !== initial.system) query.set("tokens", system);
  if (client !== initial.client) query.set("client", client);
  if (lifetime !== initial.lifetime) query.set("lifetime", String(lifetime));
  const text = query.toString();
  return text && `?${text}`;
}
