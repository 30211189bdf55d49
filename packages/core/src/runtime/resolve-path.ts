/** Resolves the paths of operations. */

/** The URL of an operation's path. A colon in a path is no scheme: `accounts:signUp` lies below the base like any other path. */
export function resolvePath(path: string, base: URL): URL {
  const isElsewhere =
    path.startsWith("/") || path.startsWith("https://") || path.startsWith("http://");
  return new URL(isElsewhere ? path : `./${path}`, base);
}
