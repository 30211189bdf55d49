// What the small servers of these tests have in common: Alice and her password, and the tokens that they issued.

/** A token as its server remembers it. */
export interface Issued {
  readonly kind: "access" | "refresh";
  /** All tokens of one login have the same number. */
  readonly login: number;
  readonly endsAt: number;
}

/** A request as a server reads it. */
export interface Asked {
  readonly request: Request;
  /** The fields of its JSON or of its form. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Reads a request. A body that is neither JSON nor a form has no fields. */
export async function read(request: Request): Promise<Asked> {
  const text = await request.clone().text();
  const type = `${request.headers.get("content-type")}`;
  if (type.includes("form-urlencoded"))
    return { request, input: Object.fromEntries(new URLSearchParams(text)) };
  const isJson = type.includes("json") && text !== "";
  return { request, input: isJson ? JSON.parse(text) : {} };
}

const password = "correct horse";

/** The tokens of one small server. */
export class Office {
  private readonly issued = new Map<string, Issued>();
  private logins = 0;
  private readonly lifetime: number;

  /** `lifetime`: milliseconds that an access token lives. */
  constructor(lifetime = 3_600_000) {
    this.lifetime = lifetime;
  }

  /** Whether this is Alice's password. */
  knows(name: unknown, secret: unknown): boolean {
    return `${name}`.startsWith("alice") && secret === password;
  }

  nextLogin(): number {
    this.logins += 1;
    return this.logins;
  }

  issue(kind: Issued["kind"], login: number, token: string = crypto.randomUUID()): string {
    const lifetime = kind === "access" ? this.lifetime : 86_400_000;
    this.issued.set(token, { kind, login, endsAt: Date.now() + lifetime });
    return token;
  }

  /** The token, if this server issued it and it is still good. */
  find(token: unknown, kind: Issued["kind"]): Issued | undefined {
    const found = this.issued.get(`${token}`);
    if (found?.kind !== kind || Date.now() >= found.endsAt) return undefined;
    return found;
  }

  /** Forgets one token. */
  drop(token: unknown): void {
    this.issued.delete(`${token}`);
  }

  /** Forgets all tokens of a login. */
  dropAll({ login }: Issued): void {
    for (const [token, issued] of this.issued)
      if (issued.login === login) this.issued.delete(token);
  }

  /** The access token that a request is signed with. */
  signedBy({ headers }: Request, name = "authorization"): Issued | undefined {
    return this.find(headers.get(name)?.replace(/^Bearer /, ""), "access");
  }
}
