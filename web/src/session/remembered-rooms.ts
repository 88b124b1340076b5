import { readStored, writeStored } from '../storage/local-store.js';

const keyOf = (username: string): string => `rooms:${username}`;

/** The rooms that someone was in on this device when they were here last. */
export function rememberedRooms(username: string): string[] {
  return (readStored(keyOf(username)) ?? '').split('\n').filter((name) => name !== '');
}

export function rememberRooms(username: string, names: readonly string[]): void {
  const list = names.join('\n');
  if (list !== (readStored(keyOf(username)) ?? '')) writeStored(keyOf(username), list);
}
