/** An app with zone.js. */
import { type EnvironmentProviders, provideZoneChangeDetection } from "@angular/core";

export const mode: EnvironmentProviders = provideZoneChangeDetection({ eventCoalescing: true });
