// The cache of TanStack Query. It is emptied when a session ends.
import { QueryClient } from "@tanstack/react-query";
import { session } from "./session";

export const queryClient = new QueryClient({
  defaultOptions: {
    // Only a lost connection is worth another try: fetch then rejects with a TypeError.
    queries: { retry: (count, error) => error instanceof TypeError && count < 3 },
  },
});

session.on("ended", () => queryClient.clear());
