import { preferences, subscribePreferences } from '../settings/preferences.js';

function apply(): void {
  const { theme } = preferences();
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Keeps the document in the theme that was chosen. Every colour follows from its `color-scheme`. */
export function startTheme(): void {
  apply();
  subscribePreferences(apply);
}
