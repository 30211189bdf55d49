/** The refresh tokens in the vault's worker, each in a slot of its own with the terms that it is kept on. */
import { hideTokens, idIn, makePlaceholder } from "./placeholders.ts";
import { type Terms, usualMembers } from "./protocol.ts";

/** A refresh token. A renewal replaces the token, and the slot stays the same: a tab that is late still has the newest one. */
export interface Slot {
  readonly id: string;
  token: string;
  /** Where it may go, and how it is called in answers. Nobody can change that later. */
  readonly terms: Terms;
  /** The access token that came last, for the tabs that do not have it. */
  shared: { readonly key: string; readonly access: string } | null;
  /** Resolves when no request with this token is under way: there is one at a time, whatever pages do. */
  turn: Promise<unknown>;
}

/** What an answer shows the page, and what it must not show. */
export interface Hidden {
  readonly text: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** An answer as it came. */
export interface Arrived extends Hidden {
  readonly isGood: boolean;
}

/** All slots of one worker. */
export class Slots {
  private readonly byId = new Map<string, Slot>();
  private readonly makeId: () => string;

  /** `makeId` makes 32 hexadecimal digits at random. */
  constructor(makeId: () => string) {
    this.makeId = makeId;
  }

  /** Opens a slot for a token. */
  open(token: string, terms: Terms): Slot {
    const slot = { id: this.makeId(), token, terms, shared: null, turn: Promise.resolve() };
    this.byId.set(slot.id, slot);
    return slot;
  }

  find(id: string | null): Slot | undefined {
    return this.byId.get(id ?? "");
  }

  /** Forgets a token. */
  close(id: string | null): void {
    this.byId.delete(id ?? "");
  }

  /**
   * Keeps the refresh tokens of an answer, and shows placeholders instead. `slot`: the request was sent with its token, so a new one takes
   * its place. `terms`: those of the page, for the tokens of a login.
   */
  keep({ text, headers, isGood }: Arrived, slot: Slot | undefined, terms: Terms): Hidden {
    const members = new Set([
      ...usualMembers,
      ...terms.members,
      ...(slot ? slot.terms.members : []),
    ]);
    const seen = new Map<string, string>();
    if (slot) seen.set(slot.token, makePlaceholder(slot.id, slot.token));
    let isReplaced = false;
    const hide = (token: string): string => {
      const known = seen.get(token);
      if (known) return known;
      // What a refusal says under this name is a message, but it may be a token as well. No session needs it.
      if (!isGood) return token.includes(" ") ? token : "…";
      const isNext = slot !== undefined && !isReplaced;
      isReplaced = true;
      const kept = isNext ? slot : this.open(token, slot?.terms ?? terms);
      kept.token = token;
      const placeholder = makePlaceholder(kept.id, token);
      seen.set(token, placeholder);
      return placeholder;
    };
    const shown = hideInText(text, members, hide);
    // An address that repeats what it is sent must not give the token away under another name.
    const mask = (part: string): string =>
      [...seen].reduce(
        (masked, [token, placeholder]) => masked.replaceAll(token, placeholder),
        part,
      );
    return {
      text: mask(shown),
      headers: headers.map(([name, value]) => [name, mask(value)] as const),
    };
  }

  /** The access token of a key, if its refresh token is there. */
  look(placeholder: string, key: string): { isKnown: boolean; access: string | null } {
    const slot = this.find(idIn(placeholder));
    const access = slot?.shared?.key === key ? slot.shared.access : null;
    return { isKnown: slot !== undefined, access };
  }
}

/** Hides the tokens of JSON. Any other text has no members. */
function hideInText(
  text: string,
  members: ReadonlySet<string>,
  hide: (token: string) => string,
): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text;
  }
  return JSON.stringify(hideTokens(json, members, hide));
}
