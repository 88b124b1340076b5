import { createHash } from 'node:crypto';

/** A room, as histories name it. */
export function roomKey(name: string): string {
  return `#${name}`;
}

/** The private conversation of two people, as histories name it. */
export function pairKey(one: string, other: string): string {
  return `@${[one, other].sort().join(' ')}`;
}

/** Stands for a text. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
