import { readStored, writeStored } from '../storage/local-store.js';

/** Unsent texts, one for each conversation of each person on this device. */
const keyOf = (username: string, conversation: string): string =>
  `draft:${username}:${conversation}`;

export function readDraft(username: string, conversation: string): string {
  return readStored(keyOf(username, conversation)) ?? '';
}

export function writeDraft(username: string, conversation: string, text: string): void {
  writeStored(keyOf(username, conversation), text);
}
