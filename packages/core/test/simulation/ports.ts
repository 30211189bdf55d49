// Ports that throw: what a browser does not have, or does not let a page use.
import type { Ports } from "@sojourn/core";
import type { BrokenPort } from "./setting.ts";

/** The ports, of which this one throws whatever is asked of it. */
export function breakPort(ports: Ports, name: BrokenPort): Ports {
  if (name === null) return ports;
  const methods = Object.keys(ports[name]).map((method) => [method, refuse] as const);
  return { ...ports, [name]: Object.fromEntries(methods) };
}

function refuse(): never {
  throw new DOMException("The operation is insecure.", "SecurityError");
}
