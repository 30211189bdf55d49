// Laravel Sanctum's API tokens.
import { defineBackend } from "@sojourn/core";

interface User {
  readonly id: number;
  readonly name: string;
}

export const backend = defineBackend({
  name: "Laravel",
  baseUrl: "https://laravel.example.com/api/",
  login: {
    method: "POST",
    path: "sanctum/token",
    body: (input: { email: string; password: string }) => ({ ...input, device_name: "browser" }),
    read: (_, answer) => ({ access: answer.text }),
    // A mistake in the form has the same status and the same shape.
    rejects: ({ status }) => status === 422,
  },
  me: {
    method: "GET",
    path: "user",
    signed: true,
    read: (body) => body as User,
    rejects: ({ status }) => status === 401,
  },
  logout: { method: "DELETE", path: "sanctum/token", signed: true },
  fields: (body) => (body as { errors?: Record<string, string[]> }).errors ?? {},
});
