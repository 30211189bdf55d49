/** The backend contract of `@sojourn/core/testing`, and promises about descriptions that only our own tests need to keep. */
import {
  type BackendPromise,
  type BackendStage,
  check,
  equal,
  failure,
  isRenewable,
  loggedIn,
  backendContract as publishedContract,
} from "@sojourn/core/contract";

/** What the session does for every description. */
const ofTheSession: readonly BackendPromise[] = [
  {
    name: "logins and refreshes are not signed with the token of the session, unless the server wants that",
    async run(stage) {
      const world = await loggedIn(stage);
      const { backend } = stage;
      const [, sample] = backend.header?.("token") ?? ["Authorization", "Bearer token"];
      const scheme = sample.replace("token", "");
      /** Whether a header carries the session's token. A client's own Basic authentication does not. */
      const isSigned = (signature: string | null): boolean =>
        signature?.startsWith(scheme) === true;
      if (isRenewable(stage)) await world.session.refresh();
      await world.logIn();
      const own = world.sent.filter(
        ({ operation }) => operation === "login" || operation === "refresh",
      );
      check(own.length >= 2, "logins and refreshes were sent");
      for (const { operation, signature } of own)
        if (operation && !backend[operation]?.signed)
          check(!isSigned(signature), `the ${operation} is signed`);
    },
  },
  {
    name: "refresh() of a token that cannot be renewed rejects with not-supported",
    applies: (stage) => !isRenewable(stage),
    async run(stage) {
      const { session } = await loggedIn(stage);
      const error = await failure(session.refresh(), "the refresh");
      equal(error.code, "not-supported", "the code");
    },
  },
];

/** Registers the promises that this kind of backend makes: those of the published contract, and those of the session. */
export function backendContract<Credentials, User>(
  it: (name: string, test: () => Promise<void>) => unknown,
  stage: BackendStage<Credentials, User>,
  make: () => BackendStage<Credentials, User> | Promise<BackendStage<Credentials, User>>,
): void {
  publishedContract(it, stage, make);
  for (const { name, applies, run } of ofTheSession)
    if (applies?.(stage as BackendStage<unknown, unknown>) ?? true)
      it(name, async () => run((await make()) as BackendStage<unknown, unknown>));
}
