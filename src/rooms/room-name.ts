import { caseFold } from '../identity/case-fold.js';
import { ChatException, LIMITS } from '../protocol/index.js';
import { isBlank } from './blank-text.js';

/** A room name that keeps the rules. */
export interface ParsedRoomName {
  /** As written, without white space around it, in NFC. */
  name: string;
  /** What room names are compared by; see `roomNameKey`. */
  nameKey: string;
}

/** No text with more UTF-16 units than this comes down to the limit by trimming and NFC. */
const MAX_RAW_LENGTH = LIMITS.roomName * 8;

/** Controls, line and paragraph separators, bidi embeddings, overrides and isolates, lone surrogates. */
const FORBIDDEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Cs}]/u;

function findFault(name: string): string | undefined {
  if (isBlank(name)) return 'must not be blank';
  if (Array.from(name).length > LIMITS.roomName) {
    return `must be 1–${LIMITS.roomName} characters long`;
  }
  return FORBIDDEN.test(name) ? 'must not hold control characters' : undefined;
}

/**
 * Checks a room's name as a person wrote it: 1–64 code points, something to see among them, and no
 * control characters, not those of writing direction either. White space around it is no part of it.
 *
 * @param field the name of the request's field, for the error.
 * @throws ChatException `VALIDATION_FAILED` with `fields`.
 */
export function parseRoomName(input: string, field = 'roomname'): ParsedRoomName {
  // The cut keeps what follows cheap, and is still too long.
  const name = input
    .slice(0, MAX_RAW_LENGTH + 1)
    .trim()
    .normalize('NFC');
  const fault =
    input.length > MAX_RAW_LENGTH
      ? `must be 1–${LIMITS.roomName} characters long`
      : findFault(name);
  if (fault !== undefined) {
    throw new ChatException('VALIDATION_FAILED', { fields: { [field]: [fault] } });
  }
  return { name, nameKey: roomNameKey(name) };
}

/**
 * What room names are compared by: case-folded, in NFC.
 * @param name as `parseRoomName` gives it.
 */
export function roomNameKey(name: string): string {
  return caseFold(name).normalize('NFC');
}
