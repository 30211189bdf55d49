// An image that only its owner may load: `<img src>` sends no token.
import { useEffect, useState } from "react";
import { session } from "./session";

/** The address of a file, for `src` or `href`, until you pass it to `URL.revokeObjectURL`. */
export async function objectUrl(path: string, signal: AbortSignal): Promise<string> {
  const response = await session.fetch(path, { signal });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return URL.createObjectURL(await response.blob());
}

export function ProtectedImage({ path, alt }: { path: string; alt: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const leaving = new AbortController();
    const made = objectUrl(path, leaving.signal);
    made.then(setUrl, () => setUrl(undefined));
    return () => {
      leaving.abort();
      setUrl(undefined);
      made.then(URL.revokeObjectURL, () => {});
    };
  }, [path]);
  return url ? <img src={url} alt={alt} /> : <span role="img" aria-label={alt} />;
}
