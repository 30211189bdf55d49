// Empties dist before a build, so that nothing renamed or deleted is ever published.
import { rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
