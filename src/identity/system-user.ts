import { v7 as uuidv7 } from 'uuid';
import type { User } from './user.js';
import type { Subject, UserRepository } from './user.repository.js';
import { usernameKey } from './username.js';

/** The name under which the application itself speaks. No guest can have it. */
export const SYSTEM_NAME = 'system';
/** Who that is. */
export const SYSTEM: Subject = { issuer: 'parley', subject: 'system' };

/**
 * The user who is the application itself, made if there is none. Each database has one of its own, so
 * its id names the database as well. The name is claimed elsewhere.
 */
export async function systemUser(users: UserRepository): Promise<User> {
  const known = await users.findBySubject(SYSTEM);
  if (known) return known;
  return users.create({
    ...SYSTEM,
    id: uuidv7(),
    username: SYSTEM_NAME,
    nameKey: usernameKey(SYSTEM_NAME),
    kind: 'registered',
    lastSeenAt: Date.now(),
  });
}
