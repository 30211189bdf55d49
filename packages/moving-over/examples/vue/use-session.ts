// A composable: the session's snapshot as a ref.
import { computed, onScopeDispose, shallowRef } from "vue";
import { session } from "./session.ts";

export function useSession() {
  const snapshot = shallowRef(session.getSnapshot());
  onScopeDispose(session.subscribe(() => (snapshot.value = session.getSnapshot())));
  const isLoading = computed(() => snapshot.value.status === "loading");
  const isAuthenticated = computed(() => snapshot.value.status === "authenticated");
  const user = computed(() => snapshot.value.user);
  const { login, logout } = session;
  return { snapshot, isLoading, isAuthenticated, user, login, logout };
}
