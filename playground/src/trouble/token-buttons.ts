/** The buttons that harm the token: let it expire, corrupt it, use it for many requests at once. */
import type { Stage } from "../stage.ts";
import { ageToken, corruptToken } from "../stored-record.ts";
import { type Button, type Lab, needsLogin } from "./trouble.ts";

/** The number of requests that are sent at once. */
const CROWD = 50;

function neverRenewed({ backend }: Stage): string | null {
  if (!backend.refresh) return "Nothing renews these tokens: the session would just end.";
  return null;
}

/** Lets the token expire: on the server, or else in the stored record. */
export function expire({ stage, note, reread }: Lab): Button {
  return {
    label: "Expire it now",
    help: ({ server }) => {
      if (server.expireTokens)
        return "The server counts every token given out so far as expired. The session finds out with the next request.";
      return "Nobody can take a JWT back, so the stored record is made to say that it has expired, and the session reads it again.";
    },
    blocked: (stage) => neverRenewed(stage) ?? needsLogin(stage),
    run: async () => {
      const { server, backend } = stage();
      if (server.expireTokens) {
        await server.expireTokens();
        return note("The server lets all tokens expire. This page does not know yet.", "warn");
      }
      ageToken(backend);
      note("Wrote into the stored record that the token has expired, and read it again.", "warn");
      reread();
    },
  };
}

/** Corrupts the stored access token. */
export function corrupt({ stage, note, reread, readPosts }: Lab): Button {
  return {
    label: "Corrupt the token",
    help: () =>
      "Breaks the signature of the access token in localStorage, lets the session read it again, and reads the posts with it.",
    blocked: needsLogin,
    run: async () => {
      corruptToken(stage().backend);
      note("Broke the stored access token and read the storage again.", "warn");
      reread();
      await readPosts();
    },
  };
}

/** Sends many requests at once, and counts the renewals. */
export function sendCrowd({ stage, posts, note }: Lab): Button {
  return {
    label: `Send ${CROWD} requests at once`,
    help: () => "Reads the posts fifty times in parallel, with whatever token there is.",
    blocked: needsLogin,
    run: async () => {
      const api = posts();
      let renewals = 0;
      const stop = stage().session.on("refreshed", () => {
        renewals += 1;
      });
      const start = performance.now();
      const answers = await Promise.allSettled(Array.from({ length: CROWD }, () => api.list()));
      stop();
      const succeeded = answers.filter(({ status }) => status === "fulfilled").length;
      const failed = CROWD - succeeded;
      const took = Math.round(performance.now() - start);
      const renewed = renewals === 1 ? "1 renewal" : `${renewals} renewals`;
      note(
        `${CROWD} requests at once: ${succeeded} succeeded, ${failed} failed, ${renewed}, ${took} ms.`,
        failed === 0 ? "good" : "warn",
      );
    },
  };
}
