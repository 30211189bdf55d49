import type { ReactNode } from "react";
import { Providers } from "../src/providers";

export const metadata = { title: "Posts", icons: "data:," };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
