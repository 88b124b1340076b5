import type { ReactElement } from 'react';
import { useTexts } from '../i18n/i18n-context.js';
import { Icon } from '../icons/icon.js';

interface JumpToNewestProps {
  readonly count: number;
  readonly onJump: () => void;
}

/** The way back down, and what waits there. */
export function JumpToNewest({ count, onJump }: JumpToNewestProps): ReactElement {
  const texts = useTexts().conversation;
  return (
    <button className="jump" type="button" data-news={count > 0} onClick={onJump}>
      {count > 0 ? texts.newMessages(count) : texts.toNewest}
      <Icon name="down" />
    </button>
  );
}
