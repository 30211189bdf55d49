// For an app that keeps Redux: the store hears of the session, and no longer owns it.
import { configureStore, createSlice, type PayloadAction } from "@reduxjs/toolkit";
import { session } from "./session.ts";

/** What the reducers may see: no token. */
const read = () => {
  const { status, user } = session.getSnapshot();
  return { isLoading: status === "loading", isAuthenticated: status === "authenticated", user };
};

const auth = createSlice({
  name: "auth",
  initialState: read,
  reducers: {
    sessionChanged: (_, { payload }: PayloadAction<ReturnType<typeof read>>) => payload,
  },
});

export const store = configureStore({ reducer: { auth: auth.reducer } });
session.subscribe(() => store.dispatch(auth.actions.sessionChanged(read())));
session.start();
