// Posts with Apollo Client.
import { gql, type TypedDocumentNode } from "@apollo/client";
import { ApolloProvider, useQuery } from "@apollo/client/react";
import { SessionProvider } from "@sojourn/react";
import { client } from "./apollo-client";
import { Private } from "./private";
import { session } from "./session";

const POSTS: TypedDocumentNode<{ posts: { id: number; text: string }[] }> = gql`
  query Posts {
    posts {
      id
      text
    }
  }
`;

function Posts() {
  const { data, error } = useQuery(POSTS);
  if (error) return <p role="alert">The posts cannot be shown.</p>;
  if (!data) return <p>Loading …</p>;
  return data.posts.map(({ id, text }) => <p key={id}>{text}</p>);
}

export const App = () => (
  <SessionProvider session={session}>
    <ApolloProvider client={client}>
      <Private>
        <Posts />
      </Private>
    </ApolloProvider>
  </SessionProvider>
);
