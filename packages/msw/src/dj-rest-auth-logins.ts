/** dj-rest-auth's ways in: login, sign-up, social login. What they grant depends on the kind of token. */
import { type DjRestAuthRules, openRoute, register } from "./dj-rest-auth-accounts.ts";
import type { Route, View } from "./drf.ts";
import { checkEmail, readFields } from "./fields.ts";
import { json, Refusal } from "./http.ts";
import { findUser, type State, type User } from "./state.ts";

/** Makes the tokens of a login, as its answer has them. */
export type GrantTokens = (
  state: State,
  user: User,
  now: number,
  way: "login" | "signUp",
) => object;

/** `login/`, `registration/` and the social logins. */
export function djRestAuthLogins(
  prefix: string,
  rules: DjRestAuthRules,
  grant: GrantTokens,
): Route[] {
  return [
    openRoute(`${prefix}login/`, logIn(rules, grant)),
    { path: `${prefix}registration/`, allow: "anyone", views: { POST: signUp(rules, grant) } },
    ...rules.social.map((path) => openRoute(prefix + path, logInSocially(grant))),
  ];
}

/** `LoginSerializer`, with allauth's authentication. */
function logIn(rules: DjRestAuthRules, grant: GrantTokens): View {
  const { loginField, emailVerification } = rules;
  return ({ state, now, data }) => {
    const input = readFields(data(), {
      username: { optional: true, blank: true },
      email: { optional: true, blank: true, check: checkEmail },
      password: {},
    });
    if (!input[loginField]) throw refused(`Must include "${loginField}" and "password".`);
    const user = findUser(state, loginField, input[loginField]);
    if (!user?.active || user.password !== input.password) {
      throw refused("Unable to log in with provided credentials.");
    }
    const isUnverified = emailVerification === "mandatory" && user.verified === false;
    if (isUnverified) throw refused("E-mail is not verified.");
    return json(200, grant(state, user, now, "login"));
  };
}

/** RegisterView: it logs in, unless the e-mail address must be verified first. */
function signUp(rules: DjRestAuthRules, grant: GrantTokens): View {
  return ({ state, now, data }) => {
    const user = register(rules, state, data());
    if (rules.emailVerification === "mandatory") {
      return json(201, { detail: "Verification e-mail sent." });
    }
    return json(201, grant(state, user, now, "signUp"));
  };
}

/** SocialLoginView. Here the provider's token or code is the name of the user. */
function logInSocially(grant: GrantTokens): View {
  return ({ state, now, data }) => {
    const optional = { optional: true, blank: true };
    const input = readFields(data(), {
      access_token: optional,
      code: optional,
      id_token: optional,
    });
    const name = input.access_token || input.code;
    if (!name) throw refused("Incorrect input. access_token or code is required.");
    const user = findUser(state, "username", name);
    if (!user?.active) {
      const isCode = input.access_token === "";
      throw refused(isCode ? "Failed to exchange code for access token" : "Incorrect value");
    }
    return json(200, grant(state, user, now, "login"));
  };
}

function refused(message: string): Refusal {
  return new Refusal(400, { non_field_errors: [message] });
}
