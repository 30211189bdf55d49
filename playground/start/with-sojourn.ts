/** The whole set-up with Sojourn: the first screen runs these lines and shows them. */
import { attachSession } from "@sojourn/axios";
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";
import axios from "axios";

const baseUrl = "/in-browser/proof/";
export const session = createSession({ backend: simpleJwt({ baseUrl }) });
const api = axios.create({ baseURL: baseUrl });
attachSession(api, session);

export const logIn = session.login;
export const readPosts = () => api.get("posts/");
