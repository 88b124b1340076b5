import { COMMAND_NAMES } from './commands.js';

/** What names there are to complete. */
export interface KnownNames {
  /** People of the current room and of private conversations. */
  people: readonly string[];
  rooms: readonly string[];
}

/**
 * What Tab makes of the last word: a command at the beginning of the line, a room after `/join` and
 * `/leave`, a person's name elsewhere, followed by a colon if it begins the line.
 * @returns the possible words, and the part of the line that each would replace.
 */
export function complete(line: string, { people, rooms }: KnownNames): [string[], string] {
  if (/^\/\S*$/.test(line)) return [matching(COMMAND_NAMES, line, ' '), line];
  const room = /^\/(?:join|leave)\s+(.*)$/.exec(line)?.[1];
  if (room !== undefined) return [matching(rooms, room, ''), room];
  const word = /\S*$/.exec(line)?.[0] ?? '';
  if (word === '') return [[], word];
  return [matching(people, word, word === line ? ': ' : ' '), word];
}

function matching(names: readonly string[], start: string, end: string): string[] {
  const key = start.toLowerCase();
  return names
    .filter((name) => name.toLowerCase().startsWith(key))
    .toSorted()
    .map((name) => `${name}${end}`);
}
