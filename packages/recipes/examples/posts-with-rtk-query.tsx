// Posts with RTK Query.
import { SessionProvider } from "@sojourn/react";
import { Provider } from "react-redux";
import { Private } from "./private";
import { session } from "./session";
import { api, store } from "./store";

function Posts() {
  const { data, error } = api.usePostsQuery();
  const [addPost] = api.useAddPostMutation();
  if (error) return <p role="alert">The posts cannot be shown.</p>;
  if (!data) return <p>Loading …</p>;
  return (
    <>
      {data.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
      <button type="button" onClick={() => addPost("Hello")}>
        Add
      </button>
    </>
  );
}

export const App = () => (
  <SessionProvider session={session}>
    <Provider store={store}>
      <Private>
        <Posts />
      </Private>
    </Provider>
  </SessionProvider>
);
