/** Ways to sign the requests of axios, each used as its own documentation says. */
import axios, {
  type AxiosAdapter,
  AxiosError,
  type AxiosInstance,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from "axios";
import { apiUrl, type Kind, type Send, type Tokens } from "./client.ts";
import { logIn } from "./session.ts";
import { transport } from "./transport.ts";

type Renewed = Pick<Tokens, "access" | "refresh">;

/** All of them. */
export const axiosClients: Kind = {
  bare: async () => sendWith(create()),
  contenders: {
    "@sojourn/axios": async (tokens) => {
      const { attachSession } = await import("@sojourn/axios");
      const instance = create();
      attachSession(instance, await logIn(tokens));
      return sendWith(instance);
    },

    "axios-auth-refresh": async (tokens) => {
      const { createAuthRefresh } = await import("axios-auth-refresh");
      const instance = create();
      if (tokens) store(tokens);
      instance.interceptors.request.use((config) => sign(config, stored("access")));
      createAuthRefresh(instance as never, async (failed: AxiosError) => {
        const access = await renewStored();
        if (failed.response) sign(failed.response.config, access);
      });
      return sendWith(instance);
    },

    "axios-jwt": async (tokens) => {
      const { applyAuthTokenInterceptor, setAuthTokens } = await import("axios-jwt");
      const instance = create();
      applyAuthTokenInterceptor(instance as never, {
        requestRefresh: async (refresh) => {
          const renewed = await renew(refresh);
          return { accessToken: renewed.access, refreshToken: renewed.refresh };
        },
      });
      if (tokens) await setAuthTokens({ accessToken: tokens.access, refreshToken: tokens.refresh });
      return sendWith(instance);
    },

    "the failedQueue snippet": async (tokens) => {
      const instance = create();
      if (tokens) store(tokens);
      useFailedQueue(instance);
      return sendWith(instance);
    },
  },
};

/** What most answers on the web copy: one request renews, the others queue for its result. */
function useFailedQueue(instance: AxiosInstance): void {
  let isRefreshing = false;
  let queue: { resolve(token: string): void; reject(error: unknown): void }[] = [];
  instance.interceptors.request.use((config) => sign(config, stored("access")));
  instance.interceptors.response.use(
    (response) => response,
    async (error: AxiosError) => {
      const original = error.config as InternalAxiosRequestConfig & { isRetry?: boolean };
      if (error.response?.status !== 401 || original.isRetry) throw error;
      if (isRefreshing) {
        const token = await new Promise<string>((resolve, reject) =>
          queue.push({ resolve, reject }),
        );
        return instance(sign(original, token));
      }
      original.isRetry = true;
      isRefreshing = true;
      try {
        const access = await renewStored();
        for (const { resolve } of queue) resolve(access);
        return await instance(sign(original, access));
      } catch (failure) {
        for (const { reject } of queue) reject(failure);
        throw failure;
      } finally {
        queue = [];
        isRefreshing = false;
      }
    },
  );
}

function create(): AxiosInstance {
  return axios.create({ adapter: inProcess });
}

function sendWith(instance: AxiosInstance): Send {
  return (url) => instance.get(url);
}

const inProcess: AxiosAdapter = async (config) => {
  const { url = "", headers } = config;
  const answer = transport.answer(url, () => headers.get("Authorization") as string | null);
  const status = typeof answer === "number" ? answer : await answer;
  const response = { status, config, data: null, statusText: "", headers: {} };
  if (status < 400) return response;
  throw new AxiosError("refused", `${status}`, config, null, response as AxiosResponse);
};

function sign(config: InternalAxiosRequestConfig, access: string): InternalAxiosRequestConfig {
  config.headers.Authorization = `Bearer ${access}`;
  return config;
}

/** Where most snippets keep tokens. */
function store({ access, refresh }: Renewed): void {
  localStorage.setItem("access", access);
  localStorage.setItem("refresh", refresh);
}

function stored(name: keyof Renewed): string {
  return localStorage.getItem(name) ?? "";
}

async function renewStored(): Promise<string> {
  const renewed = await renew(stored("refresh"));
  store(renewed);
  return renewed.access;
}

async function renew(refresh: string): Promise<Renewed> {
  const body = JSON.stringify({ refresh });
  const response = await fetch(`${apiUrl}token/refresh/`, { method: "POST", body });
  if (!response.ok) throw new Error(`refused: ${response.status}`);
  return response.json();
}
