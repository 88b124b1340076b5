import { useEffect, useMemo, useState } from 'react';
import { isRoom, titleOf, type AnyChannel } from '../conversation/channel.js';
import { useTexts } from '../i18n/i18n-context.js';
import { useSession } from '../session/session-context.js';
import {
  suggestCommands,
  suggestEmoji,
  suggestNames,
  type Suggestion,
  type Unfinished,
} from './completion.js';

type EmojiByName = Readonly<Record<string, string>>;

/** What could finish what the writer has begun. */
export function useSuggestions(
  channel: AnyChannel,
  unfinished: Unfinished | undefined,
): readonly Suggestion[] {
  const texts = useTexts();
  const { username } = useSession();
  const emoji = useEmoji(unfinished?.kind === 'emoji');
  const kind = unfinished?.kind;
  const prefix = unfinished?.prefix ?? '';
  return useMemo(() => {
    switch (kind) {
      case undefined:
        return [];
      case 'name':
        return suggestNames(
          namesIn(channel).filter((name) => name !== username),
          prefix,
        );
      case 'command':
        return suggestCommands(texts.composer.commands, prefix);
      case 'emoji':
        return emoji ? suggestEmoji(emoji, prefix) : [];
    }
  }, [channel, kind, prefix, emoji, texts, username]);
}

function namesIn(channel: AnyChannel): string[] {
  return isRoom(channel) ? channel.members.map((member) => member.username) : [titleOf(channel)];
}

function useEmoji(wanted: boolean): EmojiByName | undefined {
  const [emoji, setEmoji] = useState<EmojiByName>();
  useEffect(() => {
    if (!wanted || emoji) return;
    import('./emoji.js').then(
      ({ nameToEmoji }) => setEmoji(nameToEmoji),
      // Nothing is suggested then; the next `:` tries again.
      () => {},
    );
  }, [wanted, emoji]);
  return emoji;
}
