// One GET for all data libraries: the JSON of an answer, or an error.
import { session } from "./session";

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await session.fetch(path, signal && { signal });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}
