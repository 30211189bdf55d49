/** The CSRF token: read from a cookie, or asked for, and sent as a header with unsafe methods. */
import type { Header } from "../model/backend.ts";
import type { CsrfSettings } from "../model/cookies.ts";
import type { Ports } from "../model/ports.ts";
import { type Asking, ask } from "../runtime/ask.ts";

/** The methods that change nothing, so nobody has to prove anything (RFC 9110, section 9.2.1). */
const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** The CSRF token of one tab. */
export class Csrf {
  private readonly settings: CsrfSettings | undefined;
  private readonly readCookie: (name: string) => string | null;
  /** The token that the server told when it was asked. `null`: it was not asked since the last login or logout. */
  private told: string | null = null;

  constructor(settings: CsrfSettings | undefined, ports: Pick<Ports, "readCookie">) {
    this.settings = settings;
    this.readCookie = ports.readCookie ?? readDocumentCookie;
  }

  /** Whether a request with this method needs the header. */
  isNeeded(method: string): boolean {
    return this.settings !== undefined && !safeMethods.has(method.toUpperCase());
  }

  /** The header, as far as its token is known. `null`: it is not known. */
  header(): Header | null {
    if (!this.settings) return null;
    const { header, cookie } = this.settings;
    const token = (cookie && this.readCookie(cookie)) || this.told;
    return token ? [header, token] : null;
  }

  /** Asks the server for the token if it is not known. If that fails, the request goes without: the server says what it misses. */
  async ensure(asking: Asking): Promise<void> {
    const operation = this.settings?.ask;
    if (!operation || this.header()) return;
    const { value } = await ask(asking, operation, undefined);
    this.told = value ?? null;
  }

  /** A login or a logout changed the token. */
  forget(): void {
    this.told = null;
  }

  /**
   * The header to try once more after a 403, if there is another one than was `sent`: a login of another tab changes the token as well.
   * `null`: the refusal was about something else.
   */
  async another(asking: Asking, sent: Header | null): Promise<Header | null> {
    this.forget();
    await this.ensure(asking);
    const header = this.header();
    return header?.[1] === sent?.[1] ? null : header;
  }
}

/** The value of a cookie of this page. `null`: there is none that scripts can read. */
function readDocumentCookie(name: string): string | null {
  if (typeof document === "undefined") return null;
  const start = `${name}=`;
  try {
    const pair = document.cookie.split("; ").find((one) => one.startsWith(start));
    return pair ? decodeURIComponent(pair.slice(start.length)) : null;
  } catch {
    return null; // Cookies are blocked, or another program wrote it.
  }
}
