import { loadPosts, session } from "./set-up.js";

session.on("ended", () => location.replace("/login"));
const { status, user } = await session.ready();
if (status === "authenticated") await show();
else location.replace("/login");

async function show() {
  document.querySelector("h1").textContent = `Hello ${user.name}`;
  for (const { text } of await loadPosts()) {
    const item = document.createElement("li");
    item.textContent = text;
    document.querySelector("ul").append(item);
  }
}

document.querySelector("button").addEventListener("click", () => session.logout());
