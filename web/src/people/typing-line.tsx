import type { ReactElement } from 'react';
import { useI18n } from '../i18n/i18n-context.js';
import type { Texts } from '../i18n/en.js';
import './typing-line.css';

/** So many are named. */
const NAMED = 2;

/** "alice", "alice and bob", "alice and 2 others": in the reader's way of listing. */
export function listTypists(names: readonly string[], locale: string, texts: Texts): string {
  const others = names.length - 1;
  const parts = names.length <= NAMED ? names : [...names.slice(0, 1), texts.people.others(others)];
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts);
}

/** Who is typing. The line is always there, so that nothing jumps. */
export function TypingLine({ names }: { readonly names: readonly string[] }): ReactElement {
  const { texts, locale } = useI18n();
  return (
    <p className="typing-line">
      {names.length > 0 && texts.people.typing(listTypists(names, locale, texts), names.length)}
    </p>
  );
}
