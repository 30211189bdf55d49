// Starts one real Django before the `django` tests and stops it after them. One file alone may use it, `same.django.test.ts`, which
// puts it back to the start again and again; the others start their own. A test finds its address with `inject("djangoUrl")`.
import type { TestProject } from "vitest/node";
import { startDjango } from "../programs/django.ts";

declare module "vitest" {
  interface ProvidedContext {
    djangoUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  console.log("Starting Django (the first time makes its virtual environment, about 20 seconds) …");
  const django = await startDjango();
  project.provide("djangoUrl", django.url);
  return async () => {
    await django.stop();
  };
}
