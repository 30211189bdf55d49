// What replaces the thunks, the reducer and axios.defaults: one session, and an axios that it signs.
import { attachSession } from "@sojourn/axios";
import { createSession } from "@sojourn/core";
import { djoser } from "@sojourn/django";
import axios from "axios";

const baseURL = "https://api.example.com/api/v1/";

export const session = createSession({ backend: djoser({ baseUrl: baseURL }) });
export const api = axios.create({ baseURL });
attachSession(api, session);
