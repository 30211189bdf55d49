/** The effects beside a vault: looks whether it has the tokens, moves those in that a record still has, and lets it forget. */
import type { TokenRequest } from "../model/state.ts";
import {
  applyAnswer,
  asSessionError,
  type Effects,
  type EffectsContext,
  newestRecord,
} from "../runtime/effects.ts";
import type { VaultClient } from "./client.ts";
import { lost } from "./lost.ts";
import { idIn } from "./placeholders.ts";
import { isCheck, isForgetting } from "./transition.ts";
import type { VaultPurse } from "./vault-purse.ts";

/** What the effects of a vault need. */
export interface VaultParts {
  readonly client: VaultClient;
  readonly purse: VaultPurse;
  /** The tokens that are done with after their next request, by id. */
  readonly last: Set<string>;
}

/** Puts the effects of a vault around the usual ones. */
export function vaultEffects<User>(
  own: Effects<User>,
  context: EffectsContext<User>,
  { client, purse, last }: VaultParts,
): Effects<User> {
  const { store, ports, name, timeout, getState, apply, notify } = context;

  /** The check at the start: tokens in the record move into the vault, and tokens that the vault has lost end the session. */
  async function check(request: TokenRequest): Promise<void> {
    const isOutside = request.tokens.refresh !== null && idIn(request.tokens.refresh) === null;
    if (isOutside) await moveIn(request);
    const isKnown = isOutside || (await purse.bring(request.tokens));
    const good = { value: null, timing: { sentAt: 0, receivedAt: 0, date: null } };
    await applyAnswer(context, request.id, isKnown ? good : { error: lost() });
    await store.saved();
  }

  /** Moves the tokens of a record from before there was a vault. */
  async function moveIn({ tokens, epoch }: TokenRequest): Promise<void> {
    const record = await newestRecord(context);
    const { tokenSet, generation } = record;
    if (!tokenSet || record.epoch !== epoch || tokenSet.refresh !== tokens.refresh) return;
    const { access, refresh } = tokenSet;
    const placeholder = await client.take(refresh ?? "");
    const kept = purse.keep({ access, refresh: placeholder });
    const moved = { ...tokenSet, access: kept.access, refresh: placeholder };
    const next = { ...record, tokenSet: moved, generation: generation + 1 };
    store.save(next);
    apply({ type: "stored", stored: next });
  }

  async function checkLocked(request: TokenRequest): Promise<void> {
    try {
      await ports.locks.hold(name, timeout, () => check(request));
    } catch (cause) {
      const error = asSessionError(
        cause,
        "timeout",
        "The vault could not be asked. See the cause.",
      );
      await applyAnswer(context, request.id, { error });
    }
    notify();
  }

  return {
    logIn: (id, way) => own.logIn(id, way),
    async requestTokens(request) {
      if (isCheck(request)) return checkLocked(request);
      await own.requestTokens(request);
    },
    async revoke(tokens, reach) {
      const id = idIn(tokens.refresh);
      // A late answer brought the token of a session that goes on: it is in the same slot.
      if (reach === "leftover" && id === idIn(getState().record.tokenSet?.refresh))
        return undefined;
      if (id === null) return own.revoke(tokens, reach);
      last.add(id);
      try {
        if (isForgetting(tokens)) return undefined;
        await purse.bring(tokens);
        return await own.revoke(tokens, reach);
      } finally {
        last.delete(id);
        client.tell({ type: "forget", placeholder: `${tokens.refresh}` });
      }
    },
  };
}
