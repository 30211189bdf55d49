/** The entry of `@sojourn/conformance`: promises written once, and run for every port, HTTP client, view and backend. */
export { type ActivityStage, activityCases } from "./activity-cases.ts";
export { backendContract } from "./backend-cases.ts";
export { type Case, register, runCases } from "./case.ts";
export { httpCases, httpContract } from "./http-contract.ts";
export {
  createHttpStage,
  type HttpAnswer,
  type HttpCase,
  type HttpClient,
  type HttpRequest,
  type HttpStage,
  type HttpWorld,
  type MakeClient,
  type Skill,
  type TestSession,
} from "./http-stage.ts";
export { flatten, plainView } from "./plain-view.ts";
export { type PortStage, portCases, storageCases, type TabPorts } from "./port-cases.ts";
export { type PageStage, pageCases } from "./tab-cases.ts";
export { viewCases, viewContract } from "./view-contract.ts";
export {
  createViewStage,
  type MountedView,
  type OnRender,
  type Part,
  type Shown,
  type Verbs,
  type View,
  type ViewBinding,
  type ViewCase,
  type ViewOptions,
  type ViewPage,
  type ViewStage,
  type ViewWorld,
} from "./view-stage.ts";
