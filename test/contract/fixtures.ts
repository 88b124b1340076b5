import { v7 as uuid } from 'uuid';
import type { Session } from '../../src/accounts/session.repository.js';
import type { User } from '../../src/identity/user.js';
import type { NewUser } from '../../src/identity/user.repository.js';
import type { AppendOutcome, Draft } from '../../src/rooms/message.repository.js';
import type { RoomState } from '../../src/rooms/room.js';
import type { Storage } from '../../src/storage/storage.js';

/** Opens an empty storage. The suite closes what it opened. */
export type OpenStorage = () => Promise<{ storage: Storage; close: () => Promise<void> }>;

export function guest(username: string): NewUser {
  const id = uuid();
  return {
    id,
    username,
    nameKey: username.toLowerCase(),
    kind: 'guest',
    lastSeenAt: 1_000,
    issuer: 'guest',
    subject: id,
  };
}

export async function createGuest(storage: Storage, username: string): Promise<User> {
  return storage.users.create(guest(username));
}

/** Someone with an account, who holds their name; their password's hash is `hash`. */
export async function createAccount(storage: Storage, username: string): Promise<User> {
  const user = { ...registered(username) };
  await storage.accounts.register({ user, passwordHash: 'hash', at: 1_000 }, null);
  return user;
}

export function registered(username: string): User {
  const { issuer: _, subject: __, ...user } = guest(username);
  return { ...user, kind: 'registered' };
}

/** A session that someone begins, whose tokens all have the hash of its id. */
export function session(userId: string, changes: Partial<Session> = {}): Session {
  const id = uuid();
  return { id, userId, familyHash: id, refreshHash: id, expiresAt: 9_000, ...changes };
}

export async function createRoom(storage: Storage, name: string): Promise<RoomState> {
  return storage.rooms.findOrCreate({
    id: uuid(),
    name,
    nameKey: name.toLowerCase(),
    createdAt: 1_000,
  });
}

export async function createConversation(storage: Storage, a: User, b: User): Promise<RoomState> {
  return storage.conversations.findOrCreate(uuid(), a.id, b.id, 1_000);
}

export function draft(roomId: string, senderId: string, changes: Partial<Draft> = {}): Draft {
  return { id: uuid(), roomId, senderId, text: 'hello', clientId: null, at: 2_000, ...changes };
}

/** Appends `count` messages, with the texts `1`, `2` … */
export async function write(
  storage: Storage,
  room: RoomState,
  sender: User,
  count: number,
  at = 2_000,
): Promise<AppendOutcome[]> {
  const drafts = Array.from({ length: count }, (_, i) =>
    draft(room.id, sender.id, { text: String(i + 1), at }),
  );
  return storage.messages.appendAll(drafts);
}
