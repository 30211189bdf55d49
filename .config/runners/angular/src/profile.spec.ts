// Shows a component as it looks to a user. No server, no network, no timer.
import { TestBed } from "@angular/core/testing";
import { provideSessionTesting, SessionTesting } from "@sojourn/angular/testing";
import { Profile } from "./profile";

/** The text of the component, with this user logged in. */
async function show(user?: { id: string }) {
  TestBed.configureTestingModule({ providers: [provideSessionTesting({ user })] });
  const fixture = TestBed.createComponent(Profile);
  await fixture.whenStable();
  return fixture;
}

it("greets the user who is logged in", async () => {
  const { nativeElement } = await show({ id: "7" });
  expect(nativeElement.textContent.trim()).toBe("Hello 7");
});

it("asks everybody else to log in", async () => {
  const { nativeElement } = await show();
  expect(nativeElement.textContent.trim()).toBe("Please log in.");
});

it("says why the session ended", async () => {
  const fixture = await show({ id: "7" });
  TestBed.inject(SessionTesting).logOut("idle");
  await fixture.whenStable();
  expect(fixture.nativeElement.textContent.trim()).toBe("Please log in. idle");
});
