// Posts with SWR. Each person has a cache of their own.
import { SessionProvider, useAuth } from "@sojourn/react";
import type { ReactNode } from "react";
import useSWR, { SWRConfig } from "swr";
import { getJson } from "./get-json";
import { Private } from "./private";
import { session } from "./session";

interface Post {
  readonly id: number;
  readonly text: string;
}

const options = {
  fetcher: (path: string) => getJson(path),
  provider: () => new Map(), // an empty cache for each mount
};

function OwnCache({ children }: { children: ReactNode }) {
  const id = useAuth(({ user }) => user?.id);
  return (
    <SWRConfig key={id} value={options}>
      {children}
    </SWRConfig>
  );
}

function Posts() {
  const { data, error } = useSWR<Post[]>("posts/");
  if (error) return <p role="alert">The posts cannot be shown.</p>;
  if (!data) return <p>Loading …</p>;
  return data.map(({ id, text }) => <p key={id}>{text}</p>);
}

export const App = () => (
  <SessionProvider session={session}>
    <OwnCache>
      <Private>
        <Posts />
      </Private>
    </OwnCache>
  </SessionProvider>
);
