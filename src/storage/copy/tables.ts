import type { Selectable } from 'kysely';
import type { Schema } from '../schema.js';
import type { RowShape } from '../sql-dialect.js';

type Tables = {
  readonly [Table in keyof Schema]: {
    readonly shape: RowShape<Selectable<Schema[Table]>>;
    readonly key: readonly (keyof Schema[Table] & string)[];
  };
};

/** The tables, those first that others refer to; their columns, and their primary keys. */
const TABLES: Tables = {
  parley_users: {
    shape: {
      id: 'text',
      username: 'text',
      name_key: 'text',
      kind: 'text',
      issuer: 'text',
      subject: 'text',
      last_seen_at: 'bigint',
    },
    key: ['id'],
  },
  parley_names: { shape: { name_key: 'text', holder_id: 'text' }, key: ['name_key'] },
  parley_rooms: {
    shape: {
      id: 'text',
      kind: 'text',
      name: 'text',
      name_key: 'text',
      low_user_id: 'text',
      high_user_id: 'text',
      last_seq: 'bigint',
      last_message_at: 'bigint',
      member_count: 'bigint',
      created_at: 'bigint',
      deleted_at: 'bigint',
    },
    key: ['id'],
  },
  parley_memberships: {
    shape: {
      room_id: 'text',
      user_id: 'text',
      name_key: 'text',
      joined_at: 'bigint',
      read_seq: 'bigint',
      delivered_seq: 'bigint',
      incoming_seq: 'bigint',
    },
    key: ['room_id', 'user_id'],
  },
  parley_messages: {
    shape: {
      room_id: 'text',
      seq: 'bigint',
      id: 'text',
      sender_id: 'text',
      text: 'text',
      client_id: 'text',
      at: 'bigint',
    },
    key: ['room_id', 'seq'],
  },
  parley_accounts: {
    shape: { user_id: 'text', password_hash: 'text', created_at: 'bigint', disabled_at: 'bigint' },
    key: ['user_id'],
  },
  parley_sessions: {
    shape: {
      id: 'text',
      user_id: 'text',
      family_hash: 'text',
      refresh_hash: 'text',
      expires_at: 'bigint',
      ended_seq: 'bigint',
    },
    key: ['id'],
  },
  parley_outbox: { shape: { room_id: 'text', seq: 'bigint' }, key: ['room_id', 'seq'] },
};

/** A table of the schema, to those who treat all alike. */
export interface CopyTable {
  readonly name: string;
  readonly shape: RowShape<Record<string, unknown>>;
  readonly key: readonly string[];
}

export const COPY_TABLES: readonly CopyTable[] = Object.entries(TABLES).map(
  ([name, { shape, key }]) => ({ name, shape, key }),
);
