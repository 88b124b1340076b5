/** Under what a user's data of a server are stored: never another user's. */
export function storageKey(
  url: string,
  username: string,
  what: 'outbox' | 'token' | 'account',
): string {
  return `parley:${url}:${nameKey(username)}:${what}`;
}

/** What names are compared by: the server ignores case, and the form of composed letters. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
