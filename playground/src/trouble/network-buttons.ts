/** The buttons that harm the network and the server: offline, 503, 429, a lost answer. */
import type { Stage } from "../stage.ts";
import { type Button, type Lab, needsLogin } from "./trouble.ts";

/** `Retry-After` of the throttle, in seconds. */
const PAUSE = 10;

function neverRenewed({ backend }: Stage): string | null {
  if (backend.refresh) return null;
  return "These tokens are never renewed.";
}

/** Cuts the network of this page, or connects it again. */
export function goOffline({ wire, note, poke }: Lab): Button {
  return {
    label: "Go offline",
    help: () => "Every request of this page fails as if there were no network. Other tabs go on.",
    isOn: () => wire.cut,
    run: async () => {
      wire.cut = !wire.cut;
      if (wire.cut) {
        note("The network is gone.", "warn");
        return poke();
      }
      note("The network is back.", "good");
      window.dispatchEvent(new Event("online")); // as browsers do
    },
  };
}

/** Makes the server answer 503, or lets it work again. */
export function takeServerDown(lab: Lab): Button {
  return {
    label: "Server down",
    help: () => "The server answers everything with 503 and a page of HTML, until switched off.",
    isOn: () => lab.isServerDown,
    run: async () => {
      const goesDown = !lab.isServerDown;
      await lab.stage().server.setBroken(goesDown);
      lab.isServerDown = goesDown;
      if (!goesDown) return lab.note("The server is up again.", "good");
      lab.note("The server is down: 503.", "warn");
      await lab.poke();
    },
  };
}

/** Makes the server answer the next two requests with 429. */
export function throttle({ stage, note, poke, readPosts }: Lab): Button {
  return {
    label: "Throttle",
    help: () =>
      `The next two requests are answered with 429 and “Retry-After: ${PAUSE}”: a renewal, if there is one, and reading the posts.`,
    blocked: needsLogin,
    run: async () => {
      await stage().server.throttle(2, PAUSE);
      note(`The server throttles the next two requests: come back in ${PAUSE} s.`, "warn");
      await poke();
      await readPosts();
    },
  };
}

/** Renews the token, and loses the answer. */
export function loseAnswer({ stage, note, poke }: Lab): Button {
  return {
    label: "Lose the answer of a renewal",
    help: () =>
      "Renews now; the server does its part, but its answer never arrives. With rotation the new refresh token is lost.",
    blocked: (stage) => neverRenewed(stage) ?? needsLogin(stage),
    run: async () => {
      const { backend, server } = stage();
      await server.loseAnswer(`${backend.refresh?.path}`);
      note("The answer of the next renewal will be lost on the way.", "warn");
      await poke();
    },
  };
}
