// Starts one real Django before the `django` tests and stops it after them. Only `same.django.test.ts` may use it, because that
// file resets it often; the others start their own. A test gets its URL with `inject("djangoUrl")`.
import type { TestProject } from "vitest/node";
import { makeEnvironments, startDjango } from "../programs/django.ts";

declare module "vitest" {
  interface ProvidedContext {
    djangoUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  console.log("Starting Django (the first time makes its virtual environments, about a minute) …");
  await makeEnvironments();
  const django = await startDjango();
  project.provide("djangoUrl", django.url);
  return async () => {
    await django.stop();
  };
}
