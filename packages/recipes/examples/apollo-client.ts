// Apollo Client. Its cache is emptied when a session ends.
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { session } from "./session";

export const client = new ApolloClient({
  link: new HttpLink({ uri: "https://api.example.com/api/graphql/", fetch: session.fetch }),
  cache: new InMemoryCache(),
});

session.on("ended", () => client.clearStore());
