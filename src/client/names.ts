/** What names are compared by: the server ignores case, and the form of composed letters. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
