// What a consumer is: an app as one of our users has it, told as data.
import type { Page } from "@playwright/test";

export interface Consumer {
  /** As on the command line and in the table. */
  readonly name: string;
  /** The folders below `apps` that make the app, copied one over the other. */
  readonly apps: readonly string[];
  /** Our packages that it installs, without the scope. */
  readonly ours: readonly string[];
  /** What else it installs, as ranges: it gets what npm serves today. */
  readonly packages: Readonly<Record<string, string>>;
  /** The packages whose versions are told. */
  readonly shows: readonly string[];
  /** The command that builds it, with the programs of its packages. Without one nothing is built. */
  readonly build?: string;
  /** A folder of files, or the command of its server, which listens to the environment's `PORT`. */
  readonly serve: { readonly folder: string } | { readonly command: string };
  /** Files to write besides those of the folders, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** What is checked besides the story that all consumers tell. Returns what it has seen; throws what is wrong. */
  also?(app: RunningApp): Promise<readonly string[]>;
}

/** An app that answers, for the checks that only some consumers have. */
export interface RunningApp {
  /** Where it answers, without a slash at the end. */
  readonly web: string;
  readonly folder: string;
  /** What the server has printed. Empty for a folder of files. */
  output(): string;
  /** A page in a browser where nobody is logged in. */
  openPage(): Promise<Page>;
}

/** What happened to one consumer. */
export interface Result {
  readonly name: string;
  /** "react 19.3.1, vite 8.4.0" */
  readonly versions: string;
  readonly installSeconds: number;
  /** `null`: nothing is built. */
  readonly buildSeconds: number | null;
  /** The JavaScript that the browser loaded on its way through the app: as it is, and with Brotli. */
  readonly bytes: number;
  readonly brotliBytes: number;
  readonly checked: readonly string[];
}
