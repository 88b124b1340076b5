import { ChatException, LIMITS } from '../protocol/index.js';
import { COMMON_PASSWORDS } from './common-passwords.js';

/** Control characters, and halves of a pair without the other. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;
const SPACE = /\p{Zs}/gu;

/**
 * A password as it is compared: PRECIS OpaqueString (RFC 8265, section 4.2), so that it is the same on
 * every keyboard. Letters keep their case and their width.
 */
export function preparePassword(password: string): string {
  return password.replaceAll(SPACE, ' ').normalize('NFC');
}

/**
 * Checks a new password by the rules of NIST SP 800-63B: long enough and none that everyone tries,
 * whatever it is made of.
 * @param field what it is called in the request, for the error.
 * @returns the password as it is compared.
 * @throws ChatException VALIDATION_FAILED
 */
export function parsePassword(password: string, username: string, field: string): string {
  const prepared = preparePassword(password);
  const problem = problemOf(prepared, username);
  if (problem === undefined) return prepared;
  throw new ChatException('VALIDATION_FAILED', { fields: { [field]: [problem] } });
}

function problemOf(password: string, username: string): string | undefined {
  const { length } = Array.from(password);
  if (length < LIMITS.minPassword || length > LIMITS.password) {
    return `must be ${LIMITS.minPassword}–${LIMITS.password} characters long`;
  }
  if (CONTROL.test(password)) return 'must not hold control characters';
  const lower = password.toLowerCase();
  const guessed =
    COMMON_PASSWORDS.has(lower) ||
    new Set(lower).size < 3 ||
    lower.replaceAll(username.toLowerCase(), '').length < 3;
  return guessed ? 'is one of the first that anyone would try' : undefined;
}
