import type { Rule } from '../rule.js';
import type { Sighting } from '../timeline.js';

/** Everyone sees the same message in the same place, and a message in one place only. */
export const agreement: Rule = {
  number: 5,
  name: 'all clients and nodes agree on which message has which seq',
  check: ({ sightings }) => {
    const places = new Map<string, Sighting>();
    const messages = new Map<string, Sighting>();
    return sightings.flatMap((sighting) => {
      const { room, seq, id } = sighting.message;
      const there = first(places, `${room} ${seq}`, sighting);
      const elsewhere = first(messages, id, sighting);
      const other = [there, elsewhere].find(
        ({ message }) => message.id !== id || message.seq !== seq || message.room !== room,
      );
      if (!other) return [];
      const what = `${room} ${seq} is ${id}, and ${other.message.room} ${other.message.seq} is ${other.message.id}`;
      return [{ what, entries: [other.entry, sighting.entry] }];
    });
  },
};

function first(known: Map<string, Sighting>, key: string, sighting: Sighting): Sighting {
  const earlier = known.get(key);
  if (earlier) return earlier;
  known.set(key, sighting);
  return sighting;
}
