import { useSyncExternalStore } from 'react';
import { isLanguage, type Language } from '../i18n/language.js';
import { readStored, writeStored } from '../storage/local-store.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What a reader has chosen for this device. */
export interface Preferences {
  readonly theme: Theme;
  /** Absent: as the browser says. */
  readonly language?: Language | undefined;
  /** `later`: asked, and not now. */
  readonly notifications: 'unasked' | 'later' | 'on' | 'off';
  readonly sound: boolean;
}

const KEY = 'preferences';
const DEFAULTS: Preferences = { theme: 'system', notifications: 'unasked', sound: false };

function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}

/** What is stored may be of an older page, or of somebody's own making. */
export function parsePreferences(stored: string | undefined): Preferences {
  let found: unknown;
  try {
    found = JSON.parse(stored ?? '{}');
  } catch {
    return DEFAULTS;
  }
  if (typeof found !== 'object' || found === null) return DEFAULTS;
  const { theme, language, notifications, sound }: Record<string, unknown> = { ...found };
  return {
    theme: isTheme(theme) ? theme : DEFAULTS.theme,
    ...(isLanguage(language) && { language }),
    notifications:
      notifications === 'on' || notifications === 'off' || notifications === 'later'
        ? notifications
        : DEFAULTS.notifications,
    sound: sound === true,
  };
}

let current = parsePreferences(readStored(KEY));
const listeners = new Set<() => void>();

export function preferences(): Preferences {
  return current;
}

export function changePreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  writeStored(KEY, JSON.stringify(current));
  for (const listener of listeners) listener();
}

export function subscribePreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribePreferences, preferences);
}
