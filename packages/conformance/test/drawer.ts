// A storage that a test can look into, and the tokens in it.
import type { StoragePort } from "@sojourn/core";

/** What the stored record holds of the tokens. */
export interface StoredTokens {
  access: string;
  refresh: string | null;
  accessExpiresAt: number | null;
}

/** A storage whose text a test can change. */
export type Drawer = StoragePort & { text: string | null };

/** An empty storage. */
export function createDrawer(): Drawer {
  const drawer: Drawer = {
    text: null,
    read: () => drawer.text,
    write(text) {
      drawer.text = text;
    },
    remove() {
      drawer.text = null;
    },
  };
  return drawer;
}

/** A token with another signature: formally whole, and refused. */
export function broken(token: string): string {
  return `${token.slice(0, -6)}${token.endsWith("AAAAAA") ? "BBBBBB" : "AAAAAA"}`;
}
