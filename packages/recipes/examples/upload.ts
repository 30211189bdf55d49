// An upload with progress, by axios.
import { attachSession } from "@sojourn/axios";
import axios from "axios";
import { session } from "./session";

export const api = axios.create({ baseURL: "https://api.example.com/api/" });
attachSession(api, session);

/** `onProgress` gets a number from 0 to 1. */
export async function upload(
  file: File,
  onProgress: (done: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const form = new FormData();
  form.append("file", file);
  await api.post("files/", form, {
    onUploadProgress: ({ progress = 0 }) => onProgress(progress),
    ...(signal && { signal }),
  });
}
