/** The network of a profile: all its tabs reach one server, which runs in this process. */
import type { BrowserContext } from "@playwright/test";
import type { PageServer } from "../clients/server.ts";

const cors = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "*, Authorization",
  "Access-Control-Allow-Methods": "*",
};

/** Sends everything that is meant for example.com to `server`. */
export async function connect(profile: BrowserContext, server: PageServer): Promise<void> {
  await profile.route(/\.example\.com\//, async (route) => {
    const request = route.request();
    const method = request.method();
    if (method === "OPTIONS") return route.fulfill({ status: 204, headers: cors });
    const body = method === "GET" ? null : request.postData();
    const answer = await server.fetch(request.url(), {
      method,
      headers: await request.allHeaders(),
      body,
    });
    const headers = { ...cors, "Content-Type": "application/json" };
    // A tab that is closed wants no answer.
    await route
      .fulfill({ status: answer.status, headers, body: await answer.text() })
      .catch(() => {});
  });
}
