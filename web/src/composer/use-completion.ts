import { useMemo, useState, type KeyboardEvent } from 'react';
import type { AnyChannel } from '../conversation/channel.js';
import { findUnfinished, type Suggestion } from './completion.js';
import type { Field } from './use-field.js';
import { useSuggestions } from './use-suggestions.js';

/** What could finish the word before the caret. */
export interface Completion {
  readonly suggestions: readonly Suggestion[];
  readonly isOpen: boolean;
  readonly chosen: number;
  readonly pick: (suggestion: Suggestion) => void;
  /** @returns whether the key was for the list. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
}

export function useCompletion(channel: AnyChannel, field: Field): Completion {
  const { text, caret } = field;
  const unfinished = useMemo(() => findUnfinished(text, caret), [text, caret]);
  const found = useSuggestions(channel, unfinished);
  const [dismissed, setDismissed] = useState<string>();
  const [choice, setChoice] = useState({ of: found, index: 0 });
  const suggestions = dismissed === text ? [] : found;
  const isOpen = suggestions.length > 0;
  const chosen = choice.of === found ? choice.index : 0;

  const pick: Completion['pick'] = (suggestion) => {
    if (unfinished) field.insert(suggestion, unfinished);
  };

  /** Then Enter has nothing to finish, and sends. */
  const isWritten = ({ insert }: Suggestion): boolean =>
    unfinished !== undefined && text.slice(unfinished.from, unfinished.to) === insert.trim();

  const onKeyDown = (event: KeyboardEvent): boolean => {
    const suggestion = suggestions[chosen];
    if (!suggestion || event.shiftKey || event.altKey) return false;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      setChoice({ of: found, index: (chosen + step + suggestions.length) % suggestions.length });
    } else if (event.key === 'Escape') setDismissed(text);
    else if (event.key === 'Tab') pick(suggestion);
    else if (event.key === 'Enter' && !isWritten(suggestion)) pick(suggestion);
    else return false;
    event.preventDefault();
    return true;
  };

  return { suggestions, isOpen, chosen, pick, onKeyDown };
}
