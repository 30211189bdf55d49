/** An app without zone.js. */
import { type EnvironmentProviders, provideZonelessChangeDetection } from "@angular/core";

export const mode: EnvironmentProviders = provideZonelessChangeDetection();
