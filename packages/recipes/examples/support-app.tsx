// The app for support staff: all of it, as themselves or as somebody else.
import { SessionProvider, useAuth } from "@sojourn/react";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { acting, stopActing } from "./acting";
import { session } from "./session";

const isActingNow = () => acting.getSnapshot().status === "authenticated";

export function SupportApp({ children }: { children: ReactNode }) {
  useEffect(() => acting.start(), []);
  const isActing = useSyncExternalStore(acting.subscribe, isActingNow, () => false);
  return isActing ? (
    <SessionProvider key="acting" session={acting}>
      <Banner />
      {children}
    </SessionProvider>
  ) : (
    <SessionProvider key="own" session={session}>
      {children}
    </SessionProvider>
  );
}

function Banner() {
  const { user } = useAuth();
  return (
    <p role="status">
      You act as {user?.id}.{" "}
      <button type="button" onClick={stopActing}>
        Stop
      </button>
    </p>
  );
}
