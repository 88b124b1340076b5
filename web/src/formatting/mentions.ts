/** A piece of text, and the name that it mentions if it does. */
export interface TextPiece {
  readonly text: string;
  readonly mentions?: string;
}

/** `@name` where no letter stands before it: not an e-mail address. A full stop ends a sentence. */
const MENTION = /(?<![\p{L}\p{N}_.-])@([\p{L}\p{M}\p{N}_.-]{0,31}[\p{L}\p{M}\p{N}_-])/gu;

/** Cuts a text at its mentions. The pieces together are the text. */
export function splitMentions(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(MENTION)) {
    const [whole, name = ''] = match;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: whole, mentions: name });
    end = match.index + whole.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** Does the text speak to this person? */
export function mentionsName(text: string, username: string): boolean {
  const key = username.toLowerCase();
  return splitMentions(text).some(({ mentions }) => mentions?.toLowerCase() === key);
}
