import { isDeepStrictEqual } from 'node:util';
import type { Channel, ChatMessage, SentMessage, StoredMessage } from '../../src/client/index.js';

const consecutive = (seqs: readonly number[]): boolean =>
  seqs.every((seq, index) => index === 0 || seq === (seqs[index - 1] ?? 0) + 1);
const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
const isSent = (message: ChatMessage): message is SentMessage => message.state === 'sent';

/** What is wrong with what is shown. Each text is sent once: shown twice, it is a copy. */
export function faultsOf(messages: readonly ChatMessage[]): string[] {
  const sent = messages.filter(isSent);
  const rules: [string, boolean][] = [
    ['a stored message after an unsent one', sent.every((message, i) => message === messages[i])],
    ['a gap, or not in order', consecutive(sent.map(({ seq }) => seq))],
    ['a copy', distinct(messages.map(({ message }) => message))],
    ['a key twice', distinct(messages.map(({ key }) => key))],
  ];
  return rules.filter(([, holds]) => !holds).map(([fault]) => fault);
}

/** A channel of one device, looked at whenever it changes. */
export class WatchedChannel {
  readonly problems: unknown[] = [];
  readonly #told: SentMessage[] = [];
  /** What came after this is told. */
  readonly #since: number;

  constructor(readonly channel: Channel) {
    this.#since = channel.lastSeq;
    channel.on('message', (message) => this.#told.push(message));
    channel.subscribe(() => this.problems.push(...faultsOf(channel.messages)));
  }

  /** In the end it shows, and has told, what is stored. */
  compare(log: readonly StoredMessage[]): void {
    const ids = log.map(({ id }) => id);
    const shown = this.channel.messages.map((message) => (isSent(message) ? message.id : 'unsent'));
    if (!isDeepStrictEqual(shown, ids)) this.problems.push({ shown, ids });
    const told = this.#told.map(({ id }) => id);
    if (!isDeepStrictEqual(told, ids.slice(this.#since))) this.problems.push({ told, ids });
  }
}
