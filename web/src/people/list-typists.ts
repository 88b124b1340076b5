import type { Texts } from '../i18n/en.js';

/** So many are named. */
const NAMED = 2;

/** "alice", "alice and bob", "alice and 2 others": in the reader's way of listing. */
export function listTypists(names: readonly string[], locale: string, texts: Texts): string {
  const others = names.length - 1;
  const parts = names.length <= NAMED ? names : [...names.slice(0, 1), texts.people.others(others)];
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts);
}
