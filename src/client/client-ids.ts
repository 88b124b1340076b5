import type { Clock } from './clock.js';

/** Gives out ids for messages, unique among all that this user ever sends. */
export function clientIds(clock: Clock): () => string {
  let given = 0;
  const chance = (): string => clock.random().toString(36).slice(2, 13);
  return () => {
    given += 1;
    return `${clock.now().toString(36)}-${chance()}${chance()}-${given}`;
  };
}
