// Tells whether a port of this machine is taken, before a program that would say so with a stack trace is started.

import { createServer } from "node:net";

/**
 * Whether something listens on this port of `host` already, or the port cannot be used. Port 0, any free one, is never taken.
 * @param {number} port
 * @param {string} [host] Default: 127.0.0.1.
 * @returns {Promise<boolean>}
 */
export function isTaken(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(true));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(false)));
  });
}
