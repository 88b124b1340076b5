/** What a chat message calls `&copy;` stays `&copy;`: the page decodes no named references. */
export function decodeNamedCharacterReference(): false {
  return false;
}
