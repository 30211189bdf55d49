// Before the `django` tests: makes Django's virtual environment where there is none, so that no test has to wait for it. Each file
// starts the servers that it wants.
import { startDjango } from "./django.ts";

export default async function setup(): Promise<void> {
  console.log("Starting Django (the first time makes its virtual environment, about 20 seconds) …");
  const django = await startDjango();
  await django.stop();
}
