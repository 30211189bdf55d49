// ASP.NET Core Identity's API endpoints.
import { defineBackend } from "@sojourn/core";

const readGrant = (body: unknown) => {
  const { accessToken: access, refreshToken: refresh, expiresIn } = body as Record<string, unknown>;
  if (typeof access !== "string" || typeof refresh !== "string") return undefined;
  return { access, refresh, expiresIn: Number(expiresIn) * 1000 };
};
const is401 = ({ status }: { status: number }) => status === 401;

export const backend = defineBackend({
  name: "ASP.NET Core Identity",
  baseUrl: "https://dotnet.example.com/",
  login: {
    method: "POST",
    path: "login",
    body: (input: { email: string; password: string }) => input,
    read: readGrant,
    rejects: is401,
  },
  refresh: {
    method: "POST",
    path: "refresh",
    body: ({ refresh }) => ({ refreshToken: refresh }),
    read: readGrant,
    rejects: is401,
  },
  me: {
    method: "GET",
    path: "manage/info",
    signed: true,
    read: (body) => body as { readonly email: string; readonly isEmailConfirmed: boolean },
    rejects: is401,
  },
  fields(body) {
    const { errors, detail } = body as { errors?: Record<string, string[]>; detail?: string };
    return errors ?? { "": detail ? [detail] : [] };
  },
});
