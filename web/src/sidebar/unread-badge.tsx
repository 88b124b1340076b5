import type { ReactElement } from 'react';
import { useTexts } from '../i18n/i18n-context.js';

/** How many messages wait; the exact number stops at 99. */
export function UnreadBadge({ count }: { readonly count: number }): ReactElement | null {
  const texts = useTexts();
  if (count === 0) return null;
  return (
    <span className="badge">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">{texts.sidebar.unread(count)}</span>
    </span>
  );
}
