/** The places of the Angular page, and who may go there. */
import type { Routes } from "@angular/router";
import { requireAnonymous, requireAuth } from "@sojourn/angular";
import { isStaff, staffWords } from "../src/staff-room.ts";
import { Blog, Nothing } from "./blog.ts";
import { Login } from "./login.ts";
import { PostPage } from "./post-page.ts";
import { Posts } from "./posts.ts";
import { Profile } from "./profile.ts";
import { StaffCard } from "./staff-room.ts";

export const routes: Routes = [
  { path: "login", component: Login, canActivate: [requireAnonymous("/posts")] },
  {
    path: "",
    component: Blog,
    canActivate: [requireAuth()],
    children: [
      { path: "", pathMatch: "full", redirectTo: "posts" },
      { path: "posts", component: Posts },
      { path: "posts/:id", component: PostPage },
      { path: "profile", component: Profile },
      {
        path: "staff",
        component: StaffCard,
        data: staffWords.room,
        canActivate: [requireAuth({ if: isStaff, else: "/forbidden" })],
      },
      { path: "forbidden", component: StaffCard, data: staffWords.forbidden },
      { path: "**", component: Nothing },
    ],
  },
];
