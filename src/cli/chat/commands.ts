import type { ChatSession } from './chat-session.js';
import { CommandError } from './command.error.js';
import { harmless } from './harmless.js';
import type { Screen } from './screen.js';

const DEFAULT_HISTORY = 20;

interface Command {
  readonly name: string;
  /** Its arguments, as the help shows them. */
  readonly takes: string;
  readonly does: string;
  run(session: ChatSession, argument: string): void | Promise<void>;
}

/** `NAME text`, as the argument of `/pm`. */
function sayPrivately(session: ChatSession, argument: string): Promise<void> {
  const [, name = '', text = ''] = /^@?(\S*)\s*(.*)$/s.exec(argument) ?? [];
  if (name === '') throw new CommandError('/pm needs a name and a text: /pm alice hello');
  return text === '' ? session.showConversation(name) : session.sayTo(name, text);
}

function showOlder(session: ChatSession, argument: string): Promise<void> {
  const count = argument === '' ? DEFAULT_HISTORY : Number(argument);
  if (!Number.isInteger(count) || count < 1) {
    throw new CommandError(`/history takes a number of messages, not "${harmless(argument)}"`);
  }
  return session.showOlder(count);
}

/** Everything that one can ask for beyond sending text, but `/help` and `/quit`. */
const COMMANDS: readonly Command[] = [
  {
    name: '/join',
    takes: 'ROOM',
    does: 'join a room, or go back to one, and speak there',
    run: (session, room) => {
      if (room === '') throw new CommandError('/join needs the name of a room: /join lobby');
      return session.join(room);
    },
  },
  {
    name: '/leave',
    takes: '[ROOM]',
    does: 'leave a room (this one)',
    run: (session, room) => session.leave(room),
  },
  {
    name: '/pm',
    takes: 'NAME [TEXT]',
    does: 'send a private message; without a text, show the newest',
    run: sayPrivately,
  },
  {
    name: '/who',
    takes: '[more]',
    does: 'list the members of this room',
    run: (session, argument) => session.showMembers(argument),
  },
  {
    name: '/rooms',
    takes: '[more]',
    does: 'list the rooms of the server',
    run: (session, argument) => session.showRooms(argument),
  },
  {
    name: '/history',
    takes: '[COUNT]',
    does: `show older messages of this room (${DEFAULT_HISTORY})`,
    run: showOlder,
  },
];

/** The names of all commands, with their slash. */
export const COMMAND_NAMES: readonly string[] = [
  ...COMMANDS.map(({ name }) => name),
  '/help',
  '/quit',
];

/** The text of `/help`. */
export const HELP: readonly string[] = [
  ...COMMANDS.map(({ name, takes, does }) => [`${name} ${takes}`, does] as const),
  ['/help', 'show this'] as const,
  ['/quit', 'end'] as const,
  ['//text', 'send a text that begins with a slash'] as const,
].map(([usage, does]) => `  ${usage.padEnd(18)} ${does}`);

/** What became of a line. */
export type Outcome = 'done' | 'quit';

/**
 * Does what a line asks for: a command, or a text for the current room. Resolves when it is done.
 * @throws CommandError, ChatException, ClientClosedError
 */
export async function perform(
  line: string,
  session: ChatSession,
  screen: Screen,
): Promise<Outcome> {
  if (line.trim() === '') return 'done';
  if (!isCommand(line)) {
    await session.say(line.replace(/^\/\//, '/'));
    return 'done';
  }
  const [, name = '', argument = ''] = /^(\S+)\s*(.*)$/s.exec(line.trim()) ?? [];
  if (name === '/quit') return 'quit';
  if (name === '/help') {
    for (const text of HELP) screen.show(text);
    return 'done';
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) throw new CommandError(`no such command: ${harmless(name)}; /help lists them`);
  await command.run(session, argument);
  return 'done';
}

/** Is this line more than a text to send? */
export function isCommand(line: string): boolean {
  return /^\/(?!\/)/.test(line);
}
