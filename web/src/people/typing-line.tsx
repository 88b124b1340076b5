import type { ReactElement } from 'react';
import { useI18n } from '../i18n/i18n-context.js';
import { listTypists } from './list-typists.js';
import './typing-line.css';

/** Who is typing. The line is always there, so that nothing jumps. */
export function TypingLine({ names }: { readonly names: readonly string[] }): ReactElement {
  const { texts, locale } = useI18n();
  return (
    <p className="typing-line">
      {names.length > 0 && texts.people.typing(listTypists(names, locale, texts), names.length)}
    </p>
  );
}
