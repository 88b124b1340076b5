import type { ReactElement } from 'react';
import type { RoomNotice } from '../../../src/client/index.js';
import { useI18n } from '../i18n/i18n-context.js';
import { timeOf } from './dates.js';

/** Someone came or went: said quietly. */
export function NoticeRow({ notice }: { readonly notice: RoomNotice }): ReactElement {
  const { texts, locale } = useI18n();
  const say = notice.event === 'joined' ? texts.conversation.joined : texts.conversation.wentAway;
  return (
    <p className="notice">
      {say(notice.username)} <time dateTime={notice.at}>{timeOf(notice.at, locale)}</time>
    </p>
  );
}
