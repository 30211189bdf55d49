// What happens to a server with cookies in the tests: logins, refreshes, logouts, wrong CSRF tokens, and what becomes of its users.

/** What a request takes along besides the jar's cookies. */
export type Extra =
  | "csrf"
  | "wrong-csrf"
  | "short-csrf"
  | "csrf-evil"
  | "csrf-trusted"
  | "told-csrf"
  | "bearer";
export type Step = readonly [
  method: string,
  path: string,
  body?: object | string | undefined,
  extra?: Extra | undefined,
];
/** Something that happens besides requests. */
export type Happening =
  | {
      readonly user: string;
      readonly change: "revoke" | "deactivate" | "activate" | "remove" | "password";
    }
  | { readonly jar: "save" | "restore" }
  | { readonly drop: string }
  | { readonly spoil: string };
export type Scene = readonly (Step | Happening)[];

/** Where a server has its views, and what its cookies are called. */
export interface Place {
  readonly names: { readonly access?: string; readonly refresh?: string };
  readonly paths: { readonly login: string; readonly refresh?: string; readonly logout: string };
  /** The path that tells a CSRF token, if there is one. */
  readonly csrf: string | null;
}

const alice = { username: "alice", password: "correct-horse-1" };
const bob = { username: "bob", password: "correct-horse-1" };

/** The scenes of a mount. Each begins with an empty jar. */
export function scenesOf({ paths, names, csrf }: Place): Readonly<Record<string, Scene>> {
  const { login, logout, refresh = "me/" } = paths;
  const first: Scene = [...(csrf ? [["GET", csrf] as const] : []), ["POST", login, alice, "csrf"]];
  const post = (extra?: Extra): Step => ["POST", "posts/", { text: "Hi" }, extra];
  const sent: Extra[] = ["csrf", "wrong-csrf", "short-csrf", "csrf-evil", "csrf-trusted"];
  const saved: Happening = { jar: "save" };
  const restored: Happening = { jar: "restore" };
  return {
    "logs in, reads, writes": [
      ...["GET", "POST"].map((method): Step => [method, method === "GET" ? "me/" : "posts/"]),
      ...first,
      ["GET", "me/"],
      ["GET", "me/", undefined, "bearer"],
      post(),
      post("bearer"),
      ...sent.map(post),
      ...(csrf ? [["GET", csrf] as const, post("told-csrf")] : []),
      ["DELETE", "posts/2/", undefined, "csrf"],
    ],
    "refuses logins": [
      ...(csrf ? [["GET", csrf] as const] : []),
      ["POST", login, { ...alice, password: "x" }, "csrf"],
      ["POST", login, { username: "alice" }, "csrf"],
      ["POST", login, '{"a":', "csrf"],
      ["POST", login, "[]", "csrf"],
      ...(["wrong-csrf", "csrf-evil", undefined] as const).map(
        (extra): Step => ["POST", login, alice, extra],
      ),
    ],
    refreshes: [
      ...first,
      saved,
      ["POST", refresh, {}, "csrf"],
      ["POST", refresh, undefined, "csrf"],
      ["POST", refresh, { refresh: "" }, "csrf"],
      ...sent.map((extra): Step => ["POST", refresh, {}, extra]),
      restored,
      ["POST", refresh, {}, "csrf"],
      { spoil: names.refresh ?? "sessionid" },
      ["POST", refresh, {}, "csrf"],
      { drop: names.refresh ?? "sessionid" },
      ["POST", refresh, {}, "csrf"],
      { drop: "csrftoken" },
      ["POST", refresh, {}, "csrf"],
      ["GET", refresh],
    ],
    "logs out": [
      ...first,
      saved,
      ["POST", logout, {}],
      restored,
      ["POST", logout, {}, "csrf"],
      ["POST", logout, {}, "csrf"],
      restored,
      ["POST", logout, {}, "csrf"],
      restored,
      ["GET", "me/"],
      ["POST", refresh, {}, "csrf"],
      ["GET", logout],
      { drop: "csrftoken" },
      ["POST", logout, {}],
    ],
    "logs in over what is there": [
      ...first,
      saved,
      ["POST", login, alice],
      restored,
      ["POST", login, alice, "csrf"],
      restored,
      ["POST", login, bob, "csrf"],
      ["GET", "me/"],
      restored,
      { drop: names.access ?? "" },
      ["POST", login, bob, "csrf"],
      restored,
      { spoil: names.access ?? "" },
      ["GET", "me/"],
      ["POST", logout, {}, "csrf"],
      ["POST", login, bob, "csrf"],
      ["POST", refresh, {}, "csrf"],
      ["POST", logout, {}, "csrf"],
    ],
    revoked: [
      ...first,
      { user: "alice", change: "revoke" },
      ["GET", "me/"],
      ["POST", refresh, {}, "csrf"],
      ["POST", login, alice, "csrf"],
    ],
    "deactivated, and back": [
      ...first,
      saved,
      { user: "alice", change: "deactivate" },
      ["GET", "me/"],
      ["POST", refresh, {}, "csrf"],
      ["POST", login, alice, "csrf"],
      restored,
      ["POST", logout, {}, "csrf"],
      { user: "alice", change: "activate" },
      restored,
      ["GET", "me/"],
    ],
    "a new password": [
      ...first,
      { user: "alice", change: "password" },
      ["GET", "me/"],
      ["GET", "me/"],
    ],
    deleted: [
      ...first,
      { user: "alice", change: "remove" },
      ["GET", "me/"],
      ["POST", refresh, {}, "csrf"],
      ["POST", logout, {}, "csrf"],
    ],
  };
}
