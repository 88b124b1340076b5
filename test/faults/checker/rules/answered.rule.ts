import type { Rule } from '../rule.js';
import type { Exchange, Timeline } from '../timeline.js';

/** One answer, in time; or the connection is gone. */
export const answered: Rule = {
  number: 15,
  name: 'every request is answered exactly once in time, or its connection ends',
  check: (timeline) => {
    const closes = new Map(timeline.all('close').map(({ conn, time }) => [conn, time] as const));
    return timeline.exchanges.flatMap((exchange) => {
      const fault = faultOf(timeline, exchange, closes.get(exchange.ask.conn) ?? Infinity);
      return fault ? [{ what: fault, entries: [exchange.ask, ...exchange.answers] }] : [];
    });
  },
};

function faultOf(
  { faults, run, end }: Timeline,
  { ask, answers }: Exchange,
  closed: number,
): string | undefined {
  const name = `"${ask.event}" of ${ask.client}, request ${ask.request},`;
  if (answers.length > 1) return `${name} was answered ${answers.length} times`;
  const deadline = faults.deadline(ask.time, run.answerMs);
  const [answer] = answers;
  if (answer) return answer.time > deadline ? `${name} was answered too late` : undefined;
  return closed > deadline && end > deadline ? `${name} was not answered` : undefined;
}
