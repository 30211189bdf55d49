/** The interceptor that is copied most: after a 401 it refreshes, and sends the request again. */
import axios from "axios";

const baseUrl = "/in-browser/proof/";
const api = axios.create({ baseURL: baseUrl });
let screen = localStorage.getItem("access") ? "posts" : "login";

api.interceptors.request.use((config) => {
  config.headers.Authorization = `Bearer ${localStorage.getItem("access")}`;
  return config;
});

api.interceptors.response.use(undefined, async (error) => {
  if (error.response?.status !== 401 || error.config.retried) throw error;
  error.config.retried = true;
  const refresh = localStorage.getItem("refresh");
  try {
    const { data } = await axios.post(`${baseUrl}token/refresh/`, { refresh });
    keep(data);
  } catch (refusal) {
    forget();
    throw refusal;
  }
  return api(error.config);
});

function keep({ access, refresh }: { access: string; refresh: string }): void {
  localStorage.setItem("access", access);
  localStorage.setItem("refresh", refresh);
}

function forget(): void {
  localStorage.removeItem("access");
  localStorage.removeItem("refresh");
  screen = "login";
}

export async function logIn(credentials: object): Promise<void> {
  const { data } = await axios.post(`${baseUrl}token/`, credentials);
  keep(data);
  screen = "posts";
}
export const readPosts = () => api.get("posts/");
export const isLoggedIn = () => screen === "posts" && localStorage.getItem("access") !== null;
