// A store with RTK Query. Its cache is emptied when a session ends.
import { configureStore } from "@reduxjs/toolkit";
import { createApi, fetchBaseQuery } from "@reduxjs/toolkit/query/react";
import { session } from "./session";

interface Post {
  readonly id: number;
  readonly text: string;
}

export const api = createApi({
  baseQuery: fetchBaseQuery({
    baseUrl: "https://api.example.com/api/",
    fetchFn: session.fetch,
  }),
  tagTypes: ["Post"],
  endpoints: (build) => ({
    posts: build.query<Post[], void>({ query: () => "posts/", providesTags: ["Post"] }),
    addPost: build.mutation<Post, string>({
      query: (text) => ({ url: "posts/", method: "POST", body: { text } }),
      invalidatesTags: ["Post"],
    }),
  }),
});

export const store = configureStore({
  reducer: { [api.reducerPath]: api.reducer },
  middleware: (defaults) => defaults().concat(api.middleware),
});

session.on("ended", () => store.dispatch(api.util.resetApiState()));
