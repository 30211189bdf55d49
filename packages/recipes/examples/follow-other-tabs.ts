// For frameworks that look at their own tab only: leaves the page when the session ends elsewhere.
import { session } from "./session";

session.on("ended", ({ elsewhere }) => {
  if (elsewhere) location.reload();
});
