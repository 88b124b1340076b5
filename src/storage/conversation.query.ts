import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Schema } from './schema.js';

interface NewestConversation {
  room_id: string;
  /** The other of the two. */
  other_id: string;
  last_message_at: number | null;
}

/**
 * A person's conversations that hold a message, the newest first: the merge of those in which theirs
 * is the lower id and those in which it is the higher. Each half is a walk along an index.
 */
export function newestConversations(
  db: Kysely<Schema>,
  userId: string,
  limit: number,
): SelectQueryBuilder<{ conversation: NewestConversation }, 'conversation', NewestConversation> {
  const half = (own: 'low_user_id' | 'high_user_id', other: 'low_user_id' | 'high_user_id') =>
    db
      .selectFrom('parley_rooms')
      .select((eb) => ['id as room_id', eb.ref(other).$notNull().as('other_id'), 'last_message_at'])
      .where(own, '=', userId)
      .where('last_message_at', 'is not', null)
      .orderBy('last_message_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit);
  const asHigher = half('high_user_id', 'low_user_id')
    // A conversation with oneself is in the other half.
    .whereRef('low_user_id', '<>', 'high_user_id');
  const both = db
    .selectFrom(half('low_user_id', 'high_user_id').as('lower'))
    .selectAll()
    .unionAll(db.selectFrom(asHigher.as('higher')).selectAll());
  return db
    .selectFrom(both.as('conversation'))
    .selectAll()
    .orderBy('last_message_at', 'desc')
    .orderBy('room_id', 'desc')
    .limit(limit);
}
