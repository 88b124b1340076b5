import type { ReactElement } from 'react';
import type { PersonStatus } from '../../../src/client/index.js';
import { useTexts } from '../i18n/i18n-context.js';
import './presence-dot.css';

/** A person's presence as a mark: by shape as well as by colour. */
export function PresenceDot({
  status,
}: {
  readonly status: PersonStatus | undefined;
}): ReactElement {
  const texts = useTexts();
  const known = status ?? 'offline';
  return (
    <span className={`presence-dot presence-${known}`}>
      <span className="visually-hidden">{texts.people.status[known]}</span>
    </span>
  );
}
