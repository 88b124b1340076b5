import type { User } from '../identity/user.js';
import type { PersonStatus } from '../protocol/index.js';

/** A reply of texts and numbers, as texts. */
export function textsOf(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}

/** What a script says of someone's status. */
export function toStatus(text: string | undefined): PersonStatus {
  return text === 'online' || text === 'away' ? text : 'offline';
}

/** A user as a node entered them; something else if none is there. */
export function parseUser(json: string): unknown {
  return json === '' ? undefined : JSON.parse(json);
}

/** Is it a user, as a node entered them? */
export function isUser(value: unknown): value is User {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    'username' in value &&
    'nameKey' in value &&
    'lastSeenAt' in value
  );
}
