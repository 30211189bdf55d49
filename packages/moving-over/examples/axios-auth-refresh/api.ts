// What replaces createAuthRefresh, the refresh logic and the request interceptor.
import { attachSession } from "@sojourn/axios";
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";
import axios from "axios";

const baseURL = "https://api.example.com/api/";

export const session = createSession({ backend: simpleJwt({ baseUrl: baseURL }) });
export const api = axios.create({ baseURL });
attachSession(api, session);
