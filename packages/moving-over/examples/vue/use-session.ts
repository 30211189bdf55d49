// A composable: the session's snapshot as a ref.
import { computed, onScopeDispose, shallowRef } from "vue";
import { session } from "./session.ts";

export function useSession() {
  const snapshot = shallowRef(session.getSnapshot());
  onScopeDispose(session.subscribe(() => (snapshot.value = session.getSnapshot())));
  const isAuthenticated = computed(() => snapshot.value.status === "authenticated");
  const user = computed(() => snapshot.value.user);
  return { snapshot, isAuthenticated, user, login: session.login, logout: session.logout };
}
