import type { AnswerEntry } from '../../history/entry.js';
import { groupBy } from '../group.js';
import type { Finding, Rule } from '../rule.js';
import type { Send } from '../timeline.js';

/** What was acknowledged before something else was sent comes before it, whoever sent the two. */
export const realTimeOrder: Rule = {
  number: 7,
  name: 'what was acknowledged first has the lower seq',
  check: ({ sends }) => [...groupBy(sends, ({ room }) => room).values()].flatMap(late),
};

type Ack = AnswerEntry & { readonly message: { readonly seq: number } };

/** Goes through time once, with the highest place acknowledged so far. */
function late(sends: readonly Send[]): Finding[] {
  const begun = sends.flatMap(({ attempts, acks: [ack] }) => {
    const ask = attempts[0]?.ask;
    return ask && ack ? [{ ask, ack }] : [];
  });
  const acks = begun.map(({ ack }) => ack).sort((a, b) => a.time - b.time);
  let next = 0;
  let highest: Ack | undefined;
  return begun
    .sort((a, b) => a.ask.time - b.ask.time)
    .flatMap(({ ask, ack }): Finding[] => {
      for (let before = acks[next]; before && before.time < ask.time; before = acks[++next]) {
        if (!highest || before.message.seq > highest.message.seq) highest = before;
      }
      if (!highest || highest.message.seq < ack.message.seq) return [];
      const { room, seq } = ack.message;
      const what = `${room} ${seq} was sent when ${highest.message.seq} had been acknowledged`;
      return [{ what, entries: [highest, ask, ack] }];
    });
}
