/** Puts an Angular app of the examples on a page, and speaks to it as its user does. */
import "@angular/compiler";
import type { ApplicationConfig, Type } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { BrowserTestingModule, platformBrowserTesting } from "@angular/platform-browser/testing";
import { expect, vi } from "vitest";

/** Prepares the test bed of a test file. */
export function prepare(): void {
  TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
}

/** What a test does with a page. */
export interface Screen {
  /** Waits until the page shows this. */
  sees(words: string | RegExp): Promise<void>;
  type(label: string, value: string): void;
  click(label: string): void;
}

/** Opens a component in an app with these providers. */
export function open(component: Type<unknown>, { providers }: ApplicationConfig): Screen {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers });
  const { nativeElement } = TestBed.createComponent(component);
  const page = nativeElement as HTMLElement;
  return {
    sees: (words) =>
      vi.waitFor(() => {
        TestBed.tick();
        expect(page.textContent).toMatch(words);
      }),
    type(label, value) {
      const field = page.querySelector<HTMLInputElement>(`[aria-label="${label}"]`);
      if (field) field.value = value;
    },
    click(label) {
      const buttons = [...page.querySelectorAll("button")];
      buttons.find(({ textContent }) => textContent === label)?.click();
    },
  };
}
