import type { ReactElement, ReactNode } from 'react';
import { useTexts } from '../i18n/i18n-context.js';
import { Icon } from '../icons/icon.js';
import { Link } from '../routing/link.js';

interface PageHeaderProps {
  readonly title: string;
  /** Before the title: what kind of page it is. */
  readonly mark?: ReactNode;
  /** Buttons at the end. */
  readonly children?: ReactNode;
}

/** The line above the content; on a phone it leads back to the list. */
export function PageHeader({ title, mark, children }: PageHeaderProps): ReactElement {
  const texts = useTexts();
  return (
    <header className="page-header">
      <Link className="icon-button back-link" to={{ kind: 'home' }} aria-label={texts.sidebar.back}>
        <Icon name="back" />
      </Link>
      {mark}
      <h1>
        <bdi>{title}</bdi>
      </h1>
      {children}
    </header>
  );
}
