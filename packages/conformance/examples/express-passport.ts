// Express with passport-local and passport-jwt.
import { defineBackend } from "@sojourn/core";

interface User {
  readonly id: number;
  readonly name: string;
}

const is401 = ({ status }: { status: number }) => status === 401;

export const backend = defineBackend({
  name: "Express",
  baseUrl: "https://express.example.com/",
  login: {
    method: "POST",
    path: "login",
    body: (input: { username: string; password: string }) => input,
    read(body) {
      const { token } = body as { token?: string };
      return token ? { access: token } : undefined;
    },
    rejects: is401,
  },
  me: {
    method: "GET",
    path: "profile",
    signed: true,
    read: (body) => body as User,
    rejects: is401,
  },
});
