/** Access to tokens beside a vault: a tab that has none asks the vault first, and renews them only if it has none either. */
import { PurseAccess } from "../cookies/access.ts";
import type { SessionRecord } from "../model/state.ts";
import type { Loop } from "../runtime/loop.ts";
import type { TokenAccess } from "../runtime/mode.ts";
import type { VaultPurse } from "./vault-purse.ts";

/** The access of a session with a vault. */
export class VaultAccess<User> extends PurseAccess<User> {
  private readonly shared: VaultPurse;

  constructor(own: TokenAccess<User>, loop: Loop<User>, purse: VaultPurse) {
    super(own, loop, purse);
    this.shared = purse;
  }

  protected override async fetchOwn(
    epoch: number,
    signal?: AbortSignal,
  ): Promise<SessionRecord<User>> {
    const { tokenSet } = this.loop.state.record;
    if (tokenSet) await this.shared.bring(tokenSet);
    const { record } = this.loop.state;
    if (record.epoch === epoch && this.shared.serves(record, this.loop.rules)) return record;
    return super.fetchOwn(epoch, signal);
  }
}
