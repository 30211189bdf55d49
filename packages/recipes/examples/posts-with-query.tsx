// Posts with TanStack Query.
import { SessionProvider } from "@sojourn/react";
import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { getJson } from "./get-json";
import { Private } from "./private";
import { queryClient } from "./query-client";
import { session } from "./session";

interface Post {
  readonly id: number;
  readonly text: string;
}

function Posts() {
  const { data, error } = useQuery({
    queryKey: ["posts"],
    queryFn: ({ signal }) => getJson<Post[]>("posts/", signal),
  });
  if (error) return <p role="alert">The posts cannot be shown.</p>;
  if (!data) return <p>Loading …</p>;
  return data.map(({ id, text }) => <p key={id}>{text}</p>);
}

export const App = () => (
  <SessionProvider session={session}>
    <QueryClientProvider client={queryClient}>
      <Private>
        <Posts />
      </Private>
    </QueryClientProvider>
  </SessionProvider>
);
