"use client";
import { SessionProvider } from "@sojourn/react";
import type { ReactNode } from "react";
import { session } from "./session";

export function Providers({ children }: { children: ReactNode }) {
  return <SessionProvider session={session}>{children}</SessionProvider>;
}
