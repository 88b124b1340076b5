/** A text without what URLs in it say about users and passwords. */
export function concealCredentials(text: string): string {
  return text.replaceAll(/\/\/.*@/gs, '//…@').replaceAll(/\b(password)=[^&\s]*/gi, '$1=…');
}
