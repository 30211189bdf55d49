/**
 * Debts: no script can delete the cookies of a session that has ended, so the server has to be told. Until it was, the record of the end
 * says so, and no tab takes those cookies for a session.
 */
import type { Decision } from "../machine/transition.ts";
import type { SessionRecord } from "../model/state.ts";

/** The tokens of a debt: there are none, the cookies are all. */
export const noTokens = { access: "", refresh: "in a cookie" } as const;

/** Whether the server has yet to be told of the end in a record. */
export function isOwed({ tokenSet, owed }: SessionRecord<unknown>): boolean {
  return tokenSet === null && owed === true;
}

/** The same end, of which the server has been told. The generation makes it newer than the record of the debt. */
export function paid<User>(record: SessionRecord<User>): SessionRecord<User> {
  return { ...record, owed: undefined, generation: record.generation + 1 };
}

/** Writes down what is owed: an end of which the server has to be told makes a debt, and a login ends one. */
export function keepDebts<User>(decision: Decision<User>): Decision<User> {
  const [state, effects] = decision;
  if (isLeftAlone(decision)) return owe(decision);
  const isEnd = effects.some((effect) => effect.type === "revoke" && !effect.leftover);
  const { record } = state;
  const owed = record.tokenSet === null && (isEnd || record.owed === true);
  if (owed === (record.owed === true)) return [state, effects];
  const changed = { ...record, owed: owed ? (true as const) : undefined };
  const saved = effects.map((effect) =>
    effect.type === "save" && effect.record === record ? { ...effect, record: changed } : effect,
  );
  return [{ ...state, record: changed }, saved];
}

/** Whether tokens arrived for a session that is over, and no other one has the cookies. */
function isLeftAlone([{ record }, effects]: Decision<unknown>): boolean {
  const isLeftover = effects.some((effect) => effect.type === "revoke" && effect.leftover);
  return isLeftover && record.tokenSet === null && !record.owed;
}

/** Makes a debt of an end that was none, in a generation of its own. */
function owe<User>([state, effects]: Decision<User>): Decision<User> {
  const { generation } = state.record;
  const record = { ...state.record, owed: true as const, generation: generation + 1 };
  // The same end without the debt need not be stored as well.
  const others = effects.filter(
    (effect) => effect.type !== "save" || effect.record !== state.record,
  );
  return [{ ...state, record }, [{ type: "save", record }, ...others]];
}

/** Pays what is owed, where nothing better is known: when a page starts, and when somebody or the network comes back. */
export function payDebts<User>([state, effects]: Decision<User>): Decision<User> {
  if (!isOwed(state.record)) return [state, effects];
  return [state, [...effects, { type: "revoke", tokens: noTokens, leftover: false }]];
}
