// An upload by fetch, which has no progress.
import { session } from "./session";

export async function upload(file: File): Promise<void> {
  const form = new FormData();
  form.append("file", file);
  const response = await session.fetch("files/", { method: "POST", body: form });
  if (!response.ok) throw new Error(`The upload was answered with ${response.status}`);
}
