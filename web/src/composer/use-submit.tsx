import { useState, type ReactNode } from 'react';
import { isRoom, type AnyChannel } from '../conversation/channel.js';
import { useTexts } from '../i18n/i18n-context.js';
import { navigate } from '../routing/router.js';
import { session } from '../session/session.js';
import { useSession } from '../session/session-context.js';
import { CommandHelp } from './command-help.js';
import { parseInput, type Input } from './commands.js';
import { usageOf } from './usage.js';

/** What the page does for the commands that concern it. */
export interface SubmitEffects {
  readonly onSent: () => void;
  readonly onMembers: () => void;
  readonly onHistory: () => void;
}

interface Submit {
  /** Does what was written says. `false`: it must be written otherwise, and stays in the field. */
  readonly submit: (written: string) => boolean;
  /** An answer to the writer alone. */
  readonly answer: ReactNode;
  readonly clearAnswer: () => void;
}

/** Sends. `false`: too many wait already, so it is not in the conversation, where it would show. */
function send(to: AnyChannel, text: string): boolean {
  const before = to.messages;
  // A refusal shows on the message itself.
  to.send(text).catch(() => {});
  return to.messages !== before;
}

/** Sends texts and carries out commands. */
export function useSubmit(channel: AnyChannel, effects: SubmitEffects): Submit {
  const { composer } = useTexts();
  const { client, ownStatus } = useSession();
  const [answer, setAnswer] = useState<ReactNode>();

  const carryOut = (input: Input): ReactNode => {
    switch (input.kind) {
      case 'text':
        if (!send(channel, input.text)) return composer.tooManyWait;
        effects.onSent();
        return undefined;
      case 'join':
        navigate({ kind: 'room', name: input.room });
        return undefined;
      case 'pm':
        if (!send(client.conversation(input.name), input.text)) return composer.tooManyWait;
        navigate({ kind: 'person', name: input.name });
        return undefined;
      case 'leave':
        if (isRoom(channel)) channel.leave().catch(() => {});
        navigate({ kind: 'home' });
        return undefined;
      case 'who':
        effects.onMembers();
        return undefined;
      case 'rooms':
        navigate({ kind: 'rooms' });
        return undefined;
      case 'history':
        effects.onHistory();
        return undefined;
      case 'away':
      case 'online':
        ownStatus.choose(input.kind);
        return undefined;
      case 'quit':
        session.logOut();
        return undefined;
      case 'help':
        return <CommandHelp />;
      case 'incomplete':
        return composer.needs(usageOf(composer, input.command));
      case 'unknown':
        return composer.unknownCommand(input.name);
    }
  };

  return {
    submit: (written) => {
      const input = parseInput(written);
      const answered = carryOut(input);
      setAnswer(answered);
      return answered === undefined || input.kind === 'help';
    },
    answer,
    clearAnswer: () => setAnswer(undefined),
  };
}
