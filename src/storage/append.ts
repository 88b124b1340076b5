import type { Kysely } from 'kysely';
import type { AppendOutcome, Draft } from '../rooms/message.repository.js';
import type { Schema } from './schema.js';

/** Who delivers what is appended: who appends, or who finds it in the outbox. */
export type AppendDelivery = 'caller' | 'outbox';

/**
 * What `MessageRepository.appendAll` does in one kind of database: in a transaction of its own, or
 * within the one that `db` is.
 */
export type Append = (
  db: Kysely<Schema>,
  drafts: readonly Draft[],
  delivery: AppendDelivery,
) => Promise<AppendOutcome[]>;
