import type { ReactElement } from 'react';
import type { PersonStatus } from '../../../src/client/index.js';
import { useTexts } from '../i18n/i18n-context.js';
import './presence-dot.css';

interface PresenceDotProps {
  /** `undefined`: nobody has told, and nothing is shown in its place. */
  readonly status: PersonStatus | undefined;
}

/** A person's presence as a mark: by shape as well as by colour. */
export function PresenceDot({ status }: PresenceDotProps): ReactElement {
  const texts = useTexts();
  return (
    <span className={`presence-dot presence-${status ?? 'unknown'}`}>
      {status && <span className="visually-hidden">{texts.people.status[status]}</span>}
    </span>
  );
}
