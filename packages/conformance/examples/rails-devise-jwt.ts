// Rails with devise-jwt.
import { defineBackend } from "@sojourn/core";

interface User {
  readonly id: number;
  readonly email: string;
}

export const backend = defineBackend({
  name: "Rails",
  baseUrl: "https://rails.example.com/",
  lifecycle: "fixed",
  login: {
    method: "POST",
    path: "users/sign_in",
    body: (user: { email: string; password: string }) => ({ user }),
    read(body, answer) {
      const access = answer.header("authorization")?.replace("Bearer ", "");
      return access ? { access, user: body as User } : undefined;
    },
    rejects: ({ status }) => status === 401,
  },
  logout: { method: "DELETE", path: "users/sign_out", signed: true },
});
