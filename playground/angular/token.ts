/** The state of the session, the strip of its tokens, and what the present one says. */
import { Component, computed, DestroyRef, ElementRef, effect, inject, input } from "@angular/core";
import { injectAuth } from "@sojourn/angular";
import { describeClaims } from "../src/claims.ts";
import { type Life, lifeOf } from "../src/token-life.ts";
import { createTokenStrip } from "../src/token-strip.ts";
import { STAGE } from "./posts-service.ts";

/** The strip that all pages share. */
@Component({ selector: "app-token-strip", template: "", styles: ":host { display: block }" })
class Strip {
  readonly life = input.required<Life>();

  constructor() {
    const strip = createTokenStrip();
    inject<ElementRef<HTMLElement>>(ElementRef).nativeElement.append(strip.element);
    effect(() => strip.show(this.life()));
    inject(DestroyRef).onDestroy(strip.stop);
  }
}

@Component({
  selector: "app-token",
  imports: [Strip],
  template: `
    <p class="flags">
      <span class="flag good">authenticated</span>
      @if (auth.refreshing()) {
        <span class="flag plain">refreshing</span>
      }
      @if (auth.offline()) {
        <span class="flag warn">offline</span>
      }
    </p>
    @if (life(); as life) {
      <app-token-strip [life]="life" />
    } @else {
      <p class="muted">This token is opaque: it says nothing, not even when it expires.</p>
    }
    @if (auth.claims()) {
      <details>
        <summary>What the token says</summary>
        <dl class="claims">
          @for (claim of claims(); track claim.name) {
            <dt>
              <code>{{ claim.name }}</code>
              @if (claim.meaning) {
                <span class="meaning">{{ claim.meaning }}</span>
              }
            </dt>
            <dd>{{ claim.text }}</dd>
          }
        </dl>
      </details>
    }
  `,
})
export class Token {
  readonly auth = injectAuth();
  readonly #backend = inject(STAGE).backend;
  readonly claims = computed(() => describeClaims(this.auth.claims()));
  readonly life = computed(() => {
    const expiresAt = this.auth.expiresAt();
    if (expiresAt === null) return null;
    return lifeOf(this.#backend, this.auth.claims(), expiresAt);
  });
}
