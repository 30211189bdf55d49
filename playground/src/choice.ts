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
  /** After how many seconds without activity a session ends; 0: never. */
  readonly idle: number;
}

const initial: Choice = {
  where: "browser",
  system: "simplejwt",
  client: "fetch",
  lifetime: 60,
  idle: 0,
};

/** Where the tab remembers its choice. */
const KEY = "sojourn-playground-choice";

/** The lifetimes on offer, in seconds. */
export const lifetimes = [5, 15, 60, 300] as const;

/** The idle timeouts on offer, in seconds; 0: none. */
export const idles = [0, 60, 300, 900] as const;

/** Reads `?backend=django&tokens=sliding&client=axios&lifetime=15&idle=60`; what is missing or unknown is the default. */
function readChoice(search: string): Choice {
  const query = new URLSearchParams(search);
  const system = query.get("tokens") ?? "";
  const lifetime = Number(query.get("lifetime"));
  const idle = Number(query.get("idle"));
  return {
    where: query.get("backend") === "django" ? "django" : initial.where,
    system: isSystemId(system) ? system : initial.system,
    client: query.get("client") === "axios" ? "axios" : initial.client,
    lifetime: (lifetimes as readonly number[]).includes(lifetime) ? lifetime : initial.lifetime,
    idle: (idles as readonly number[]).includes(idle) ? idle : initial.idle,
  };
}

/** What is chosen now: what the address names, or what this tab remembers, for addresses that name nothing. */
export function presentChoice(): Choice {
  const { search } = location;
  const isNamed = /[?&](backend|tokens|client|lifetime|idle)=/.test(search);
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
function writeChoice({ where, system, client, lifetime, idle }: Choice): string {
  const query = new URLSearchParams();
  if (where !== initial.where) query.set("backend", where);
  if (system !== initial.system) query.set("tokens", system);
  if (client !== initial.client) query.set("client", client);
  if (lifetime !== initial.lifetime) query.set("lifetime", String(lifetime));
  if (idle !== initial.idle) query.set("idle", String(idle));
  const text = query.toString();
  return text && `?${text}`;
}
