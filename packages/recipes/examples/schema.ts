// What `npx openapi-typescript https://api.example.com/api/schema/ -o src/schema.ts` writes, in short.
interface Post {
  id: number;
  text: string;
}

export interface paths {
  "/posts/": {
    get: {
      parameters: { query?: { author?: string } };
      responses: { 200: { content: { "application/json": Post[] } } };
    };
    post: {
      requestBody: { content: { "application/json": { text: string } } };
      responses: { 201: { content: { "application/json": Post } } };
    };
  };
}
