import { COMMANDS } from './commands.js';

/** What the writer is in the middle of, and could have finished for them. */
export interface Unfinished {
  readonly kind: 'name' | 'emoji' | 'command';
  /** What stands there, without its mark. */
  readonly prefix: string;
  /** Where the mark stands, and where the writer is. */
  readonly from: number;
  readonly to: number;
}

/** A way to finish it. */
export interface Suggestion {
  readonly key: string;
  /** What goes in place of mark and prefix. */
  readonly insert: string;
  readonly label: string;
  /** Before the label. */
  readonly picture?: string;
}

/** So many suggestions are shown. */
const MOST = 8;
const COMMAND = /^\/(\w*)$/u;
const NAME = /(?:^|[\s(])@([\p{L}\p{M}\p{N}_.-]{0,32})$/u;
const EMOJI = /(?:^|[\s(]):([a-z0-9_+-]{2,32})$/u;

/** What stands unfinished before `caret`. */
export function findUnfinished(text: string, caret: number): Unfinished | undefined {
  // No name is longer; a search never reads the whole of a long text.
  const start = Math.max(0, caret - 40);
  const before = text.slice(start, caret);
  const found = (kind: Unfinished['kind'], prefix: string): Unfinished => ({
    kind,
    prefix,
    from: caret - prefix.length - 1,
    to: caret,
  });
  const command = start === 0 ? COMMAND.exec(before) : null;
  if (command) return found('command', command[1] ?? '');
  const name = NAME.exec(before);
  if (name) return found('name', name[1] ?? '');
  const emoji = EMOJI.exec(before);
  return emoji ? found('emoji', emoji[1] ?? '') : undefined;
}

/** Those that begin with the prefix before those that merely contain it. */
function best(candidates: Iterable<string>, prefix: string): string[] {
  const key = prefix.toLowerCase();
  const starting: string[] = [];
  const containing: string[] = [];
  for (const candidate of candidates) {
    const at = candidate.toLowerCase().indexOf(key);
    if (at === 0) starting.push(candidate);
    else if (at > 0) containing.push(candidate);
  }
  return [...starting, ...containing].slice(0, MOST);
}

export function suggestNames(names: Iterable<string>, prefix: string): Suggestion[] {
  return best(names, prefix).map((name) => ({ key: name, insert: `@${name} `, label: name }));
}

export function suggestCommands(
  explanations: Readonly<Record<string, string>>,
  prefix: string,
): Suggestion[] {
  return best(COMMANDS, prefix).map((name) => ({
    key: name,
    insert: `/${name} `,
    label: explanations[name] ?? '',
    picture: `/${name}`,
  }));
}

export function suggestEmoji(
  emoji: Readonly<Record<string, string>>,
  prefix: string,
): Suggestion[] {
  return best(Object.keys(emoji), prefix).map((name) => ({
    key: name,
    insert: `${emoji[name]} `,
    label: name,
    picture: emoji[name] ?? '',
  }));
}
