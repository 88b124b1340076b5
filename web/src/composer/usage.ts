import type { Texts } from '../i18n/en.js';
import type { CommandName } from './commands.js';

/** How a command is written: `/join ROOM`. */
export function usageOf({ arguments: words }: Texts['composer'], name: CommandName): string {
  if (name === 'join') return `/join ${words.room}`;
  if (name === 'pm') return `/pm ${words.name} ${words.text}`;
  return `/${name}`;
}
