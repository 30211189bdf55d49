/** Reads the claims that snapshots show, once for each token. */
import type { Claims } from "../model/grant.ts";
import type { Rules } from "../model/state.ts";

/** Makes the reader of one session: the backend's, or one that shows the payload as it is. `report` gets what it throws. */
export function createClaimsReader<User>(
  { backend }: Rules<User>,
  report: (error: unknown) => void,
): (payload: Claims | null) => Claims | null {
  let lastPayload: Claims | null = null;
  let lastClaims: Claims | null = null;
  return (payload) => {
    if (!backend.claims || payload === null) return payload;
    if (payload === lastPayload) return lastClaims;
    lastPayload = payload;
    lastClaims = null;
    try {
      lastClaims = backend.claims(payload) ?? null;
    } catch (error) {
      report(error);
    }
    return lastClaims;
  };
}
