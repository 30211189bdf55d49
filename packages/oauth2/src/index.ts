/** The entry of `@sojourn/oauth2`: OAuth 2.0 token endpoints, as data for `createSession`. */
export {
  type NoAccount,
  type OAuth2Credentials,
  type OAuth2Options,
  type OAuth2UserEndpoint,
  type OAuth2UserOption,
  type OAuth2UserReader,
  oauth2,
  type UnknownUser,
  type UserAccount,
} from "./oauth2.ts";
