/** An `XMLHttpRequest` that sends with a fetch: the part of one that Angular's XHR backend uses. */

/** One request. */
export class FakeXhr {
  readonly upload: EventTarget = new EventTarget();
  readonly #events = new EventTarget();
  readonly #controller = new AbortController();
  readonly #headers = new Headers();
  readonly #fetch: typeof fetch;
  readonly #base: string;
  #method = "";
  #url = "";
  #answered = new Headers();
  responseType: XMLHttpRequestResponseType = "";
  readonly DONE = 4;
  readyState = 0;
  status = 0;
  statusText = "";
  response: unknown = null;
  responseText = "";
  responseURL = "";
  timeout = 0;
  withCredentials = false;

  constructor(fetch: typeof globalThis.fetch, base: string) {
    this.#fetch = fetch;
    this.#base = base;
  }

  open(method: string, url: string): void {
    this.#method = method;
    this.#url = new URL(url, this.#base).href;
    this.readyState = 1;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  addEventListener(type: string, listener: EventListener): void {
    this.#events.addEventListener(type, listener);
  }

  removeEventListener(type: string, listener: EventListener): void {
    this.#events.removeEventListener(type, listener);
  }

  getAllResponseHeaders(): string {
    return [...this.#answered].map(([name, value]) => `${name}: ${value}`).join("\r\n");
  }

  abort(): void {
    this.#controller.abort();
  }

  send(body: BodyInit | null): void {
    void this.#send(body).catch(() => this.#tell("error"));
  }

  async #send(body: BodyInit | null): Promise<void> {
    const { signal } = this.#controller;
    const credentials: RequestCredentials = this.withCredentials ? "include" : "same-origin";
    const init = { method: this.#method, headers: this.#headers, body, signal, credentials };
    if (body) {
      const loaded =
        body instanceof Blob ? body.size : (await new Response(body).arrayBuffer()).byteLength;
      this.upload.dispatchEvent(
        Object.assign(new Event("progress"), { loaded, total: loaded, lengthComputable: true }),
      );
    }
    const response = await this.#fetch(this.#url, init);
    this.status = response.status;
    this.statusText = response.statusText;
    this.responseURL = this.#url;
    this.#answered = response.headers;
    this.responseText = await response.clone().text();
    this.response =
      this.responseType === "blob"
        ? new Blob([this.responseText])
        : this.responseType === "arraybuffer"
          ? await response.arrayBuffer()
          : this.responseText;
    this.readyState = this.DONE;
    if (!signal.aborted) this.#tell("load");
  }

  #tell(type: string): void {
    this.#events.dispatchEvent(new Event(type));
  }
}
