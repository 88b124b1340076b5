/** The tables, as Kysely sees them. Ids are UUIDv7 in text; times are epoch milliseconds. */
export interface Schema {
  parley_users: UserTable;
  parley_names: NameTable;
  parley_rooms: RoomTable;
  parley_memberships: MembershipTable;
  parley_messages: MessageTable;
  parley_outbox: OutboxTable;
  parley_accounts: AccountTable;
  parley_sessions: SessionTable;
}

export interface UserTable {
  id: string;
  username: string;
  name_key: string;
  kind: 'guest' | 'registered';
  issuer: string;
  subject: string;
  last_seen_at: number;
}

/** Who holds a name: at most one user for each key. */
export interface NameTable {
  name_key: string;
  holder_id: string;
}

export interface RoomTable {
  id: string;
  kind: 'room' | 'direct';
  /** Empty for `direct`. */
  name: string;
  /** Null for `direct`. */
  name_key: string | null;
  /** Of the two people of a `direct` room, the one with the lower id; null for `room`. */
  low_user_id: string | null;
  /** The other one; the same for a conversation with oneself. */
  high_user_id: string | null;
  last_seq: number;
  /** When the message `last_seq` was sent; null before the first. */
  last_message_at: number | null;
  member_count: number;
  created_at: number;
  /** When it was deleted, and lost its name; null while it is there. What it held goes little by little. */
  deleted_at: number | null;
}

export interface MembershipTable {
  room_id: string;
  user_id: string;
  /** A copy of the user's `name_key`, so that one index lists the members of a room in order. */
  name_key: string;
  joined_at: number;
  /** Everything up to this `seq` has been read. */
  read_seq: number;
  /** In `direct` rooms: everything up to this `seq` has been sent to the person's devices. */
  delivered_seq: number;
  /** In `direct` rooms: the newest `seq` that the other person wrote. */
  incoming_seq: number;
}

export interface MessageTable {
  room_id: string;
  seq: number;
  id: string;
  sender_id: string;
  text: string;
  client_id: string | null;
  at: number;
}

/** Messages that were committed and not delivered. */
export interface OutboxTable {
  room_id: string;
  seq: number;
}

/** Users who prove by a password who they are. */
export interface AccountTable {
  user_id: string;
  password_hash: string;
  created_at: number;
  /** When they were shut out; null while they may log in. */
  disabled_at: number | null;
}

export interface SessionTable {
  id: string;
  user_id: string;
  family_hash: string;
  refresh_hash: string;
  /** When it ends unless it is refreshed; of one that has ended, when it is forgotten. */
  expires_at: number;
  /** Its number among those that have ended, in the order of that; null while it lives. */
  ended_seq: number | null;
}
