import { ChatException } from '../protocol/index.js';

/** A private message in its string form, taken apart. */
export interface AddressedMessage {
  /** The recipient's username, not checked yet. */
  target: string;
  /** The text, not checked yet but not empty. */
  message: string;
}

/**
 * Takes apart the string form of `new pm`, `"@bob text"`. White space between the two belongs to
 * neither.
 *
 * @throws ChatException `VALIDATION_FAILED` with `fields`: `target` without an `@` at the start or a
 * name right behind it, `message` without a text.
 */
export function parsePrivateMessage(input: string): AddressedMessage {
  const gap = input.search(/\s/);
  const target = gap === -1 ? input : input.slice(0, gap);
  const message = gap === -1 ? '' : input.slice(gap).trimStart();
  const fields = {
    ...(!/^@./s.test(target) && { target: ['must be given first, as "@username"'] }),
    ...(message === '' && { message: ['must follow the username, after a space'] }),
  };
  if (Object.keys(fields).length > 0) throw new ChatException('VALIDATION_FAILED', { fields });
  return { target: target.slice(1), message };
}
