/** The buttons that change the user on the server, and the one that resets everything. */
import { type Button, type Lab, needsLogin } from "./trouble.ts";

/** Ends all sessions of the user on the server. */
export function logOutElsewhere({ stage, note, poke, username }: Lab): Button {
  return {
    label: "Log out elsewhere",
    help: () =>
      "Another device ends all sessions of this user on the server. An access token that needs no look-up works until it expires.",
    blocked: (stage) => {
      if (stage.backend.name === "drfJwt" && stage.choice.where === "django")
        return "This server keeps no list of its tokens: deactivate the user instead.";
      return needsLogin(stage);
    },
    run: async () => {
      const user = username();
      await stage().server.revoke(user);
      note(`Another device ended all sessions of ${user}.`, "warn");
      await poke();
    },
  };
}

/** Deactivates the user on the server, or activates them again. */
export function deactivate(lab: Lab): Button {
  return {
    label: "Deactivate the user",
    help: () => "An administrator switches the account off, or on again.",
    blocked: (stage) => {
      if (lab.deactivated) return null;
      return needsLogin(stage);
    },
    isOn: () => lab.deactivated !== null,
    run: async () => {
      const { server } = lab.stage();
      if (lab.deactivated) {
        const user = lab.deactivated;
        await server.setActive(user, true);
        lab.deactivated = null;
        return lab.note(`An administrator switched ${user} on again.`, "good");
      }
      const user = lab.username();
      await server.setActive(user, false);
      lab.deactivated = user;
      lab.note(`An administrator switched ${user} off.`, "warn");
      await lab.readPosts();
    },
  };
}

/** Logs out, and resets server, users, posts and network. */
export function reset(lab: Lab): Button {
  return {
    label: "Reset",
    help: () => "Logs out and puts server, users, posts and network back to the start.",
    run: async () => {
      lab.wire.cut = false;
      lab.isServerDown = false;
      lab.deactivated = null;
      await lab.stage().session.logout();
      await lab.stage().server.reset();
      lab.note("Everything is back at the start.", "good");
    },
  };
}
