/** The view contract: the promises of every binding about the content of the screen, and about re-renders. */
import { register } from "./case.ts";
import { viewEndCases } from "./view-end-cases.ts";
import { viewLifeCases } from "./view-life-cases.ts";
import { viewQuietCases } from "./view-quiet-cases.ts";
import { createViewStage, type ViewBinding, type ViewCase } from "./view-stage.ts";
import { viewStepCases } from "./view-step-cases.ts";

/** All view promises. Make a stage for them with `createViewStage`. */
export const viewCases: readonly ViewCase[] = [
  ...viewLifeCases,
  ...viewQuietCases,
  ...viewEndCases,
  ...viewStepCases,
];

/** Registers the view promises for a binding. `it` is the function of the test runner. */
export function viewContract(
  it: (name: string, test: () => Promise<void>) => void,
  binding: ViewBinding,
): void {
  register(it, viewCases, () => createViewStage(binding));
}
