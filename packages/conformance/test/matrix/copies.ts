// What a browser keeps of a session, for the columns of the matrix: its storage and its cookies, and copies of both.
import { broken, createDrawer, type Drawer, type StoredTokens } from "../drawer.ts";
import { createJar, type Jar } from "../jar.ts";

/** The cookies of the browser that a storage belongs to. */
const jars = new WeakMap<Drawer, Jar>();

/** The jar that belongs to a storage. */
export function jarOf(drawer: Drawer): Jar {
  const jar = jars.get(drawer) ?? createJar();
  jars.set(drawer, jar);
  return jar;
}

/** The tokens in a storage. */
export function tokensIn(drawer: Drawer): StoredTokens {
  return JSON.parse(drawer.text ?? "{}").held;
}

/** A copy of a storage and its cookies, with other tokens. */
export function copyOf(drawer: Drawer, change: Partial<StoredTokens> = {}): Drawer {
  const { held, ...record } = JSON.parse(drawer.text ?? "{}");
  const copy = createDrawer();
  copy.text = JSON.stringify({ ...record, held: { ...held, ...change } });
  jars.set(copy, jarOf(drawer).copy());
  return copy;
}

/** A copy whose tokens nobody issued, and whose cookies neither. */
export function spoiltCopyOf(drawer: Drawer): Drawer {
  const copy = copyOf(drawer, spoilt(tokensIn(drawer)));
  jarOf(copy).spoil();
  return copy;
}

const spoilt = ({ access, refresh }: StoredTokens): Partial<StoredTokens> => ({
  access: broken(access),
  refresh: refresh && broken(refresh),
});
