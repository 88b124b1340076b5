import type { Root } from 'mdast';
import { useEffect, useSyncExternalStore } from 'react';

/** Reads a message into paragraphs and what is in them. */
type Read = (text: string) => Root;

/** As it was written: what is shown of a message until the parser is here, or if it never comes. */
const readPlainly: Read = (text) => ({
  type: 'root',
  children: text
    .trim()
    .split(/\n[ \t]*\n\s*/u)
    .map((value) => ({ type: 'paragraph', children: [{ type: 'text', value }] })),
});

let read = readPlainly;
let loading: Promise<void> | undefined;
const listeners = new Set<() => void>();

/**
 * Fetches the parser, which is too heavy for the first screen. Begun while the page connects, it is
 * here before the first message is, as a rule.
 */
export function loadMarkdown(): void {
  loading ??= import('./parse-markdown.js').then(
    ({ parseMarkdown }) => {
      read = parseMarkdown;
      for (const listener of listeners) listener();
    },
    () => {
      // The next message tries again.
      loading = undefined;
    },
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How to read a message, as far as is known. */
export function useMarkdown(): Read {
  useEffect(loadMarkdown, []);
  return useSyncExternalStore(subscribe, () => read);
}
