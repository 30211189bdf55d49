/** Angular's compiler in the page. Packages that are not linked by a build are compiled as they are loaded, so it comes first. */

/** Loads it. */
export async function loadAngularCompiler(): Promise<void> {
  const { publishFacade } = await import("@angular/compiler");
  // It does so itself, but bundlers may leave that out.
  publishFacade(globalThis);
}
