import { ChatException } from '../protocol/index.js';
import { usernameKey } from './username.js';

/** Names that speak for whoever runs the place, or for everyone in it. */
const RESERVED = [
  'admin',
  'administrator',
  'all',
  'channel',
  'everyone',
  'here',
  'mod',
  'moderator',
  'official',
  'operator',
  'parley',
  'root',
  'security',
  'server',
  'staff',
  'support',
  'system',
];
const KEYS: ReadonlySet<string> = new Set(RESERVED.map(usernameKey));

/**
 * Keeps names that others would trust from those who choose their own, look-alikes included. An
 * identity provider, or a host, may give them out: it knows to whom.
 * @throws ChatException USERNAME_TAKEN
 */
export function refuseReserved(nameKey: string): void {
  if (KEYS.has(nameKey)) throw new ChatException('USERNAME_TAKEN');
}
