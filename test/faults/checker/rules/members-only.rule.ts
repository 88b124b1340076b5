import type { AnswerEntry, AskEntry, ReceiveEntry } from '../../history/entry.js';
import { groupBy } from '../group.js';
import type { Rule } from '../rule.js';
import type { Exchange, Timeline } from '../timeline.js';

/** Live messages of a room come to those who have joined it, and to no one who has left it. */
export const membersOnly: Rule = {
  number: 12,
  name: 'only members receive, and nothing that was sent after they left',
  check: (timeline) => {
    const changes = groupBy(
      timeline.exchanges.filter(({ ask }) => /^(join|leave) room$/.test(ask.event)),
      ({ ask }) => `${ask.conn} ${ask.room}`,
    );
    const sentAt = sendTimes(timeline);
    return timeline
      .all('receive')
      .filter(({ message }) => message.room.startsWith('#'))
      .flatMap((entry) => {
        const mine = changes.get(`${entry.conn} ${entry.message.room}`) ?? [];
        const { room, sender, bodyHash, seq } = entry.message;
        const sent = sentAt.get(`${room} ${sender} ${bodyHash}`) ?? -Infinity;
        const why = intrusion(entry, mine, sent);
        return why
          ? [{ what: `${entry.client} received ${room} ${seq} ${why}`, entries: [entry] }]
          : [];
      });
  },
};

function sendTimes({ sends }: Timeline): Map<string, number> {
  return new Map(
    sends.map(({ room, sender, bodyHash, attempts }) => [
      `${room} ${sender} ${bodyHash}`,
      attempts[0]?.ask.time ?? -Infinity,
    ]),
  );
}

/** What makes this delivery wrong, going by what its connection asked for before. */
function intrusion(
  entry: ReceiveEntry,
  changes: readonly Exchange[],
  sent: number,
): string | undefined {
  const asked = changes.filter(({ ask }) => ask.time < entry.time);
  if (!asked.some(({ ask }) => ask.event === 'join room')) return 'without having joined';
  const left = asked.findLast((exchange) => leaving(exchange, sent) !== undefined);
  if (!left) return undefined;
  const backIn = asked.some(({ ask }) => ask.event === 'join room' && ask.time > left.ask.time);
  return backIn ? undefined : 'which was sent after it had left';
}

/** The answer that says that the room was left, if it came before something was sent. */
function leaving(
  { ask, answers }: { ask: AskEntry; answers: readonly AnswerEntry[] },
  sent: number,
) {
  if (ask.event !== 'leave room') return undefined;
  return answers.find(({ result, time }) => result === 'ok' && time < sent);
}
