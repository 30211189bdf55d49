/** The view contract: what every binding promises about what is on the screen, and when. */
import { register } from "./case.ts";
import { viewEndCases } from "./view-end-cases.ts";
import { viewLifeCases } from "./view-life-cases.ts";
import { viewQuietCases } from "./view-quiet-cases.ts";
import { createViewStage, type ViewBinding, type ViewCase } from "./view-stage.ts";

/** All view promises; a stage for them is made with `createViewStage`. */
export const viewCases: readonly ViewCase[] = [
  ...viewLifeCases,
  ...viewQuietCases,
  ...viewEndCases,
];

/** Registers the view promises for a binding. `it` is the test runner's own. */
export function viewContract(
  it: (name: string, test: () => Promise<void>) => void,
  binding: ViewBinding,
): void {
  register(it, viewCases, () => createViewStage(binding));
}
