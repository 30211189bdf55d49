/** `@sojourn/core` in development builds: the same exports, and advice on the console. Bundlers choose it by the export condition `development`. */
import { installAdvice } from "./advice.ts";

export * from "./index.ts";

installAdvice();
