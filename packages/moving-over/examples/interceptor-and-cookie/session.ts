// What replaces the interceptor, the cookie and the redirect on every failed request.
import { attachSession } from "@sojourn/axios";
import { cookieStorage, createSession } from "@sojourn/core";
import { authToken } from "@sojourn/django";
import axios from "axios";

const baseURL = "https://polls.example.com/";

export const session = createSession({
  backend: authToken({ baseUrl: baseURL, paths: { login: "accounts/get_auth_token/" } }),
  storage: cookieStorage({ name: "token" }),
});
export const api = axios.create({ baseURL });
attachSession(api, session);

session.subscribe(() => {
  if (session.getSnapshot().status === "unauthenticated") location.hash = "#/login";
});
session.start();
