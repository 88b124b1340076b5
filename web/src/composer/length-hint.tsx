import type { ReactElement } from 'react';
import { LIMITS } from '../../../src/client/index.js';
import { useTexts } from '../i18n/i18n-context.js';

/** So many characters before the limit, the writer is told. */
const WARN_FROM = 400;

/** How many characters more there may be; the server counts code points. */
export function charactersLeft(text: string): number {
  // Code points are never more than UTF-16 units: short texts need no counting.
  if (text.length <= LIMITS.message - WARN_FROM) return LIMITS.message - text.length;
  return LIMITS.message - Array.from(text).length;
}

/** The limit, shown before it is hit. */
export function LengthHint({ left }: { readonly left: number }): ReactElement | null {
  const texts = useTexts().composer;
  if (left > WARN_FROM) return null;
  return (
    <span className="length-hint" data-over={left < 0} role="status">
      {left < 0 ? texts.over(-left) : texts.left(left)}
    </span>
  );
}
