/** The vault itself, as it runs in its worker: sends the requests of a session, and keeps refresh tokens from the page. */
import { fillIn, idIn, idsIn, makePlaceholder } from "./placeholders.ts";
import {
  PLACEHOLDER_HEADER,
  PROTOCOL,
  placeOf,
  type Reply,
  readMessage,
  type Terms,
  type ToWorker,
  type VaultAnswer,
  type VaultPort,
  type VaultRequest,
} from "./protocol.ts";
import { type Slot, Slots } from "./slots.ts";

/** What the vault needs of its worker. */
export interface VaultWorld {
  readonly send: typeof fetch;
  /** Calls back after this many milliseconds. */
  wait(ms: number, ring: () => void): void;
  /** 32 hexadecimal digits at random. */
  makeId(): string;
}

/** One page. */
interface Client {
  readonly port: VaultPort;
  terms: Terms;
  /** How to abort the requests under way. */
  readonly aborts: Map<number, AbortController>;
}

type MessageOf<Type extends ToWorker["type"]> = Extract<ToWorker, { readonly type: Type }>;

/** After how many milliseconds a revocation without a network is tried again, at first. Each pause is twice as long as the one before. */
const FIRST_PAUSE = 2000;

/** A page that was closed does not abort its request. After this many milliseconds the next one with the same token has its turn. */
const LONGEST = 60_000;

/** How often it is tried again: for about half an hour. */
const RETRIES = 10;

/** The vault of one worker, for all pages that are connected to it. */
export class VaultServer {
  private readonly world: VaultWorld;
  private readonly slots: Slots;

  constructor(world: VaultWorld) {
    this.world = world;
    this.slots = new Slots(world.makeId);
  }

  /** Listens to a page. */
  connect(port: VaultPort): void {
    const client: Client = { port, terms: { places: [], members: [] }, aborts: new Map() };
    port.addEventListener("message", ({ data }) => this.hear(client, data));
    port.start?.();
  }

  private hear(client: Client, data: unknown): void {
    const message = readMessage(data);
    const { id } = (message ?? data ?? {}) as { readonly id?: unknown };
    if (!message) {
      if (typeof id === "number") reply(client, id, { type: "failed", why: "version" });
      return;
    }
    switch (message.type) {
      case "terms":
        client.terms = message.terms;
        break;
      case "send":
        void this.send(client, message);
        break;
      case "abort":
        client.aborts.get(message.id)?.abort();
        break;
      case "look": {
        const found = this.slots.look(message.placeholder, message.key);
        reply(client, message.id, { type: "found", ...found });
        break;
      }
      case "take": {
        const { id: slot, token } = this.slots.open(message.token, client.terms);
        reply(client, message.id, { type: "taken", placeholder: makePlaceholder(slot, token) });
        break;
      }
      case "share":
        this.share(message);
        break;
      case "forget":
        this.slots.close(idIn(message.placeholder));
    }
  }

  private share({ placeholder, key, access }: MessageOf<"share">): void {
    const slot = this.slots.find(idIn(placeholder));
    if (slot) slot.shared = { key, access };
  }

  private async send(client: Client, { id, request, isLast }: MessageOf<"send">): Promise<void> {
    const named = namedIn(request);
    const slot = this.slots.find(named[0] ?? null);
    if (named.length > 0 && !slot) return reply(client, id, { type: "failed", why: "lost" });
    // A token goes where the page that brought it wanted it to go, and nowhere else.
    const isInPlace = !slot || slot.terms.places.includes(placeOf(request.url));
    if (!isInPlace) return reply(client, id, { type: "failed", why: "place" });
    if (slot && isLast) this.slots.close(slot.id);
    const abort = new AbortController();
    client.aborts.set(id, abort);
    this.world.wait(LONGEST, () => abort.abort());
    try {
      const answer = await this.inTurn(slot, () =>
        this.exchange(client, request, slot, abort.signal),
      );
      reply(client, id, { type: "answer", answer });
    } catch {
      reply(client, id, { type: "failed", why: "network" });
      if (slot && isLast) this.sendLater(request, slot, RETRIES, FIRST_PAUSE);
    } finally {
      client.aborts.delete(id);
    }
  }

  /** Runs work while no other request with this token is under way. */
  private inTurn<Value>(slot: Slot | undefined, work: () => Promise<Value>): Promise<Value> {
    if (!slot) return work();
    const done = slot.turn.then(work);
    slot.turn = done.catch(() => {});
    return done;
  }

  /** Sends a request with its token, and keeps those of the answer. */
  private async exchange(
    client: Client,
    request: VaultRequest,
    slot: Slot | undefined,
    signal: AbortSignal,
  ): Promise<VaultAnswer> {
    const response = await this.world.send(request.url, { ...filled(request, slot), signal });
    const { status, redirected, type, ok } = response;
    const arrived = { text: await response.text(), headers: [...response.headers], isGood: ok };
    const { text, headers } = this.slots.keep(arrived, slot, client.terms);
    const told = slot ? [[PLACEHOLDER_HEADER, makePlaceholder(slot.id, slot.token)] as const] : [];
    return { status, redirected, type, text, headers: [...headers, ...told] };
  }

  /** Tells the server of a logout once the network is back, as long as this worker lives. Its token is in this request only. */
  private sendLater(request: VaultRequest, slot: Slot, retries: number, pause: number): void {
    if (retries === 0) return;
    this.world.wait(pause, () => {
      const again = { ...filled(request, slot), keepalive: false };
      this.world
        .send(request.url, again)
        .catch(() => this.sendLater(request, slot, retries - 1, 2 * pause));
    });
  }
}

function reply({ port }: Client, id: number, answer: Reply): void {
  port.postMessage({ version: PROTOCOL, id, ...answer });
}

/** The slots that a request names. */
function namedIn({ headers, body }: VaultRequest): string[] {
  const texts = [...headers.map(([, value]) => value), body];
  return texts.flatMap((text) => (typeof text === "string" ? idsIn(text) : []));
}

/** What is sent: the request with the token of its slot. A redirect is not followed, because it would take the token along. */
function filled(request: VaultRequest, slot: Slot | undefined): RequestInit {
  const { method, headers, body, credentials, keepalive } = request;
  const fill = (text: string): string =>
    fillIn(text, (id) => (id === slot?.id ? slot.token : undefined));
  return {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, fill(value)]),
    body: typeof body === "string" ? fill(body) : body,
    redirect: slot ? "manual" : request.redirect,
    credentials,
    keepalive,
  };
}
