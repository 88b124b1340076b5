import { ChatException, LIMITS } from '../protocol/index.js';
import { lookAlikeKey, readsAsAnother } from './look-alikes.js';
import { isSingleScript } from './scripts.js';

/** A username that keeps the rules. */
export interface ParsedUsername {
  /** As written, but with full-width and half-width letters in their usual width, and in NFC. */
  readonly username: string;
  /** What usernames are compared by; see `usernameKey`. */
  readonly nameKey: string;
}

/** No text with more UTF-16 units than this comes down to 32 code points in NFC. */
const MAX_RAW_LENGTH = LIMITS.username * 8;

/** The most names whose check is remembered. */
const MAX_REMEMBERED = 5_000;
/** Names that keep the rules, as written, the oldest first. Those who talk are looked up each time. */
const remembered = new Map<string, ParsedUsername>();

const ALLOWED = /^[\p{Lu}\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}._-]+$/u;
/** Letters by category that RFC 5892, section 2.6 excepts, and conjoining jamo (2.9). */
const EXCEPTED =
  /\u0640|\u07fa|[\u302e\u302f]|[\u3031-\u3035\u303b]|[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;
/** Unicode's ranges for right-to-left scripts, and the Arabic digits. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const RIGHT_TO_LEFT_NAME =
  /^(?=\p{L})[\u0590-\u08ff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}](?:.*[\p{L}\p{Nd}])?\p{M}*$/u;

/** RFC 5893, section 2: its parts would show in another order than they were written. */
function breaksBidiRule(name: string): boolean {
  return RIGHT_TO_LEFT.test(name) && !RIGHT_TO_LEFT_NAME.test(name);
}

/** Has it characters that are only another form of others, such as `ﬁ` or `𝒶`? RFC 8264, 9.17. */
function hasCompatibilityForms(name: string): boolean {
  return Array.from(name).some((character) => character.normalize('NFKC') !== character);
}

/** UTS #39, section 5.3: digits of two number systems, such as `4` and `٤`. */
function mixesDigits(name: string): boolean {
  const zeros = Array.from(name.matchAll(/\p{Nd}/gu), ([digit]) => {
    let zero = digit.codePointAt(0) ?? 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return zero;
  });
  return new Set(zeros).size > 1;
}

/** UTS #39, section 5.4: marks that cannot be seen, or that pile up. */
function hidesMarks(name: string): boolean {
  const decomposed = name.normalize('NFD');
  return (
    /(?:^|[\p{Nd}._-])\p{M}/u.test(decomposed) ||
    /\p{Soft_Dotted}\u0307/u.test(decomposed) ||
    /\p{Mn}{5}/u.test(decomposed) ||
    /(\p{Mn})\1/u.test(decomposed)
  );
}

/** In this order: what comes later counts on what came before. */
const RULES: readonly { breaks: (name: string) => boolean; message: string }[] = [
  {
    breaks: (name) => name.length === 0 || Array.from(name).length > LIMITS.username,
    message: `must be 1–${LIMITS.username} characters long`,
  },
  {
    breaks: (name) =>
      !ALLOWED.test(name) ||
      EXCEPTED.test(name) ||
      /\p{Default_Ignorable_Code_Point}/u.test(name) ||
      hasCompatibilityForms(name),
    message: 'may only hold letters, digits, "_", "-" and "."',
  },
  { breaks: hidesMarks, message: 'must not hide or pile up accents' },
  { breaks: (name) => !isSingleScript(name), message: 'must not mix letters of several scripts' },
  { breaks: mixesDigits, message: 'must not mix digits of several scripts' },
  {
    breaks: breaksBidiRule,
    message: 'must begin with a letter, and end with a letter or digit, when written right to left',
  },
  { breaks: readsAsAnother, message: 'looks like a name in Latin letters; try it in lower case' },
];

/** PRECIS's width mapping (RFC 8264, section 5.2.1): full-width and half-width letters only. */
function mapWidth(text: string): string {
  return text.replace(/[\u3000\uff01-\uffee]/gu, (character) => character.normalize('NFKC'));
}

/**
 * Checks a username as a person wrote it: 1–32 code points, letters of any one script (or of
 * Japanese, Korean or Chinese together), digits, `_`, `-` and `.`.
 *
 * PRECIS UsernameCaseMapped (RFC 8265), but the case is mapped in the key only; beyond it, what
 * UTS #39 (sections 5.1, 5.3, 5.4) advises against look-alikes is refused.
 *
 * @param field the name of the request's field, for the error.
 * @throws ChatException `VALIDATION_FAILED` with `fields`.
 */
export function parseUsername(input: string, field = 'username'): ParsedUsername {
  const known = remembered.get(input);
  if (known) return known;
  // The cut keeps what follows cheap, and is still too long.
  const username = mapWidth(input.slice(0, MAX_RAW_LENGTH)).normalize('NFC');
  const broken = input.length > MAX_RAW_LENGTH ? RULES[0] : RULES.find((r) => r.breaks(username));
  if (broken)
    throw new ChatException('VALIDATION_FAILED', { fields: { [field]: [broken.message] } });
  return remember(input, { username, nameKey: usernameKey(username) });
}

function remember(input: string, parsed: ParsedUsername): ParsedUsername {
  if (remembered.size === MAX_REMEMBERED) {
    for (const oldest of remembered.keys()) {
      remembered.delete(oldest);
      break;
    }
  }
  remembered.set(input, parsed);
  return parsed;
}

/**
 * What usernames are compared by: the same for names that differ in case only, or that look alike.
 * @param username as `parseUsername` gives it.
 */
export function usernameKey(username: string): string {
  return lookAlikeKey(username);
}
