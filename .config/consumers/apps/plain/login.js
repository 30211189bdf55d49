import { errorText, session } from "./set-up.js";

const form = document.querySelector("form");
const alert = document.querySelector("[role=alert]");

if ((await session.ready()).status === "authenticated") location.replace("/posts");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await session.login(Object.fromEntries(new FormData(form)));
    location.replace("/posts");
  } catch (error) {
    alert.textContent = errorText(error);
  }
});
