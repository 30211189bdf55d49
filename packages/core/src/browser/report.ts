/** Where errors of the app's own functions go: to the browser's error handlers, or to the console. */

/** Reports an error that nobody catches, as the browser reports an exception. It stops nothing. */
export function reportError(error: unknown): void {
  (globalThis.reportError ?? console.error)(error);
}
