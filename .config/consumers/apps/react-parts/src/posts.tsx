import { useAuth } from "@sojourn/react";

export interface Post {
  id: number;
  text: string;
}

export function Posts({ posts }: { posts: readonly Post[] }) {
  const { user, logout } = useAuth();
  return (
    <main>
      <h1>Hello {user?.name}</h1>
      <ul>
        {posts.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
      <button type="button" onClick={() => logout()}>
        Log out
      </button>
    </main>
  );
}
