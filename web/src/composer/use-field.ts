import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { isRoom, titleOf, type AnyChannel } from '../conversation/channel.js';
import { useSession } from '../session/session-context.js';
import type { Suggestion, Unfinished } from './completion.js';
import { readDraft, writeDraft } from './drafts.js';

/** The field and what is in it. */
export interface Field {
  readonly ref: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly caret: number;
  readonly change: (text: string, caret: number) => void;
  readonly moveCaret: (caret: number) => void;
  /** Puts a suggestion in place of what it finishes. */
  readonly insert: (suggestion: Suggestion, unfinished: Unfinished) => void;
}

/** The text that is being written: kept as a draft, and told to the others as typing. */
export function useField(channel: AnyChannel): Field {
  const { username } = useSession();
  const conversation = (isRoom(channel) ? 'r:' : 'p:') + titleOf(channel);
  const ref = useRef<HTMLTextAreaElement>(null);
  const insertedUpTo = useRef<number>(undefined);
  const [text, setText] = useState(() => readDraft(username, conversation));
  const [caret, setCaret] = useState(text.length);

  const change = useCallback(
    (next: string, at: number) => {
      setText(next);
      setCaret(at);
      writeDraft(username, conversation, next);
      const isMessage = next.trim() !== '' && !next.startsWith('/');
      channel.typing(isMessage);
    },
    [channel, username, conversation],
  );

  const insert = (suggestion: Suggestion, { from, to }: Unfinished): void => {
    const rest = text.slice(to).replace(/^ /u, '');
    const at = from + suggestion.insert.length;
    change(text.slice(0, from) + suggestion.insert + rest, at);
    insertedUpTo.current = at;
  };

  // With the text and before the next key: a quick writer goes on where the suggestion ends.
  useLayoutEffect(() => {
    const at = insertedUpTo.current;
    insertedUpTo.current = undefined;
    if (at !== undefined) ref.current?.setSelectionRange(at, at);
  });

  useEffect(() => {
    // On a touch screen the keyboard would cover what was come for.
    if (globalThis.matchMedia('(pointer: fine)').matches) ref.current?.focus();
  }, []);

  return { ref, text, caret, change, moveCaret: setCaret, insert };
}
