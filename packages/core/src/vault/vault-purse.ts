/** The access tokens of one tab beside a vault, which hands them on to the other tabs. */
import { Purse, type PurseOptions } from "../cookies/purse.ts";
import type { Grant, Tokens } from "../model/grant.ts";
import type { VaultClient } from "./client.ts";
import { checkHidden } from "./describe.ts";

/** The purse of one tab. */
export class VaultPurse extends Purse {
  private readonly client: VaultClient;

  constructor(options: Omit<PurseOptions, "keepsTokens">, client: VaultClient) {
    super({ ...options, keepsTokens: true });
    this.client = client;
  }

  /** Keeps the access token of a grant, and shares it with the other tabs. The refresh token is a placeholder already. */
  override keep<User>(grant: Grant<User>): Grant<User> {
    checkHidden(grant);
    const kept = super.keep(grant);
    const { access, refresh = "" } = grant;
    this.client.tell({ type: "share", placeholder: refresh, key: kept.access, access });
    return { ...kept, refresh: grant.refresh };
  }

  /** The server gets the access token. The placeholder goes as far as the vault, which has the refresh token. */
  override ownTokens({ access, refresh }: Tokens): Tokens {
    return { access: this.tokenFor(access) ?? access, refresh };
  }

  /** Brings the access token of another tab into this one. Tells whether the vault has the refresh token. */
  async bring(tokens: Tokens): Promise<boolean> {
    if (this.tokenFor(tokens.access) !== null) return true;
    const { isKnown, access } = await this.client.look(tokens);
    if (access !== null) this.put(tokens.access, access);
    return isKnown;
  }
}
