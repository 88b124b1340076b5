import { sql, type Expression, type RawBuilder } from 'kysely';

/**
 * How far back unread messages are looked for. A reader's own messages are passed over, so without
 * it, someone who only ever writes would have their whole log read for each count.
 */
const WINDOW = 5_000;

/** What is counted: messages of `roomId` in (`above`, `upTo`] that `userId` did not write. */
interface UnreadRange {
  roomId: Expression<string>;
  userId: Expression<string>;
  above: Expression<number>;
  upTo: Expression<number>;
}

/** Counts unread messages, up to `limit` and among the newest 5,000. An expression of SQL. */
export function countUnread(range: UnreadRange, limit: number): RawBuilder<number> {
  const { roomId, userId, above, upTo } = range;
  return sql<number>`(select count(*) from (
    select 1 as unread from (
      select sender_id from parley_messages
      where room_id = ${roomId} and seq > ${above} and seq <= ${upTo}
      order by seq desc limit ${WINDOW}
    ) as newest where sender_id <> ${userId} limit ${limit}
  ) as counted)`;
}
