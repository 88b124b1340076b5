/** Control characters (C0, DEL, C1), line and paragraph separators, and what turns text around. */
const HARMFUL = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\t') return ' ';
  // Unicode has a picture for each of these: ␛ for escape, ␊ for a line feed.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/**
 * Text of others as one line that a terminal only shows: what would command the terminal, end the
 * line or reorder it is replaced by something visible. Whatever a server sends goes through here.
 */
export function harmless(text: string): string {
  return text.replaceAll(HARMFUL, visible);
}
