import { ChatException, LIMITS } from '../protocol/index.js';
import { isBlank } from './blank-text.js';

/** Lone surrogates cannot be stored as UTF-8; the other controls act on terminals and logs. */
const FORBIDDEN = /\p{Cs}|\r(?!\n)|(?![\t\n\r])\p{Cc}/u;

/** Has it more code points than the limit? Counts no further than it must. */
function isTooLong(text: string): boolean {
  if (text.length <= LIMITS.message) return false;
  return text.length > LIMITS.message * 2 || Array.from(text).length > LIMITS.message;
}

function findFault(text: string): string | undefined {
  if (isTooLong(text)) return `must be 1–${LIMITS.message.toLocaleString('en')} characters long`;
  if (isBlank(text)) return 'must not be blank';
  return FORBIDDEN.test(text)
    ? 'must not hold control characters but tabs and line breaks'
    : undefined;
}

/**
 * Checks a message's text: 1–4,000 code points, something to see among them. A text is kept just as
 * it was sent or refused, never changed, so that a sender can tell their message by its text. Of the
 * control characters (C0, DEL, C1) only tab, line feed and CR LF may be in it.
 *
 * @returns the text, unchanged.
 * @throws ChatException `VALIDATION_FAILED` with `fields: { message }`.
 */
export function parseMessageText(input: string): string {
  const fault = findFault(input);
  if (fault !== undefined) {
    throw new ChatException('VALIDATION_FAILED', { fields: { message: [fault] } });
  }
  return input;
}
