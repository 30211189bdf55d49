/** What the visitor chose: named in the address, so that a link or a test can name it, and remembered by the tab. */
import { type SystemId, systemIds } from "./backends.ts";

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
  /** The value in the query if it is on offer. */
  const pick = <Value extends string | number>(name: string, offered: readonly Value[]) =>
    offered.find((value) => String(value) === query.get(name));
  return {
    where: pick("backend", ["browser", "django"]) ?? initial.where,
    system: pick("tokens", systemIds) ?? initial.system,
    client: pick("client", ["fetch", "axios"]) ?? initial.client,
    lifetime: pick("lifetime", lifetimes) ?? initial.lifetime,
    idle: pick("idle", idles) ?? initial.idle,
  };
}

/** What is chosen now: what the address names, or what this tab remembers, for addresses that name nothing. */
export function presentChoice(): Choice {
  const { search } = location;
  const query = new URLSearchParams(search);
  const isNamed = ["backend", "tokens", "client", "lifetime", "idle"].some((name) =>
    query.has(name),
  );
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
