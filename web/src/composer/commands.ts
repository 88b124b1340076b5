/** The commands that may be written in place of a message, as in the terminal client. */
export const COMMANDS = [
  'join',
  'leave',
  'pm',
  'who',
  'rooms',
  'history',
  'away',
  'online',
  'help',
  'quit',
] as const;
export type CommandName = (typeof COMMANDS)[number];

/** What was written. */
export type Input =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'join'; readonly room: string }
  | { readonly kind: 'pm'; readonly name: string; readonly text: string }
  | { readonly kind: Exclude<CommandName, 'join' | 'pm'> }
  /** A command that wants more than was given. */
  | { readonly kind: 'incomplete'; readonly command: 'join' | 'pm' }
  | { readonly kind: 'unknown'; readonly name: string };

export function isCommandName(name: string): name is CommandName {
  return COMMANDS.some((command) => command === name);
}

/** Reads what was written: `/name …` is a command, `//…` a text that begins with one stroke. */
export function parseInput(written: string): Input {
  if (!written.startsWith('/')) return { kind: 'text', text: written };
  if (written.startsWith('//')) return { kind: 'text', text: written.slice(1) };
  const [, name = '', rest = ''] = /^\/(\S*)\s*([^]*)$/u.exec(written) ?? [];
  const command = name.toLowerCase();
  if (!isCommandName(command)) return { kind: 'unknown', name };
  const given = rest.trim();
  if (command === 'join') {
    return given === '' ? { kind: 'incomplete', command } : { kind: 'join', room: given };
  }
  if (command === 'pm') {
    const [, person = '', text = ''] = /^@?(\S+)\s+([^]+)$/u.exec(given) ?? [];
    return text === '' ? { kind: 'incomplete', command } : { kind: 'pm', name: person, text };
  }
  return { kind: command };
}
