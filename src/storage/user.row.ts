import type { Selectable } from 'kysely';
import type { User } from '../identity/user.js';
import type { UserTable } from './schema.js';

/** The columns that make a `User`. */
export const USER_COLUMNS = [
  'parley_users.id',
  'parley_users.username',
  'parley_users.name_key',
  'parley_users.kind',
  'parley_users.last_seen_at',
] as const;

/** The `USER_COLUMNS`. */
export type UserRow = Omit<Selectable<UserTable>, 'issuer' | 'subject'>;

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    nameKey: row.name_key,
    kind: row.kind,
    lastSeenAt: row.last_seen_at,
  };
}
