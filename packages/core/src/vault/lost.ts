/** A refresh token that the vault does not have any more: the error for it, and the end that it brings. */
import { SessionError } from "../model/errors.ts";

const LOST =
  "The vault does not have the refresh token any more: its last tab, or the browser, was closed. Log in again.";

/** The error of a request whose refresh token is lost. */
export function lost(): SessionError {
  return new SessionError("rejected", LOST);
}

/** Whether an error says that the refresh token is lost. */
export function isLost(error: SessionError | undefined): boolean {
  return error?.message === LOST;
}
