import type { ConnectionState } from '../../client/index.js';
import { harmless } from './harmless.js';

/** Longer room names are cut, so that there is room to type. */
const LONGEST_ROOM = 20;

/** What stands before the line that is being typed: `lobby (offline, 2 sending)> `. */
export function promptText(
  room: string | undefined,
  connection: ConnectionState,
  sending: number,
): string {
  const letters = Array.from(harmless(room ?? ''));
  const name =
    letters.length > LONGEST_ROOM
      ? `${letters.slice(0, LONGEST_ROOM - 1).join('')}…`
      : letters.join('');
  const remarks = [
    ...(connection === 'online' ? [] : [connection]),
    ...(sending === 0 ? [] : [`${sending} sending`]),
  ];
  const state = remarks.length === 0 ? '' : `(${remarks.join(', ')})`;
  return `${[name, state].filter((part) => part !== '').join(' ')}> `;
}
