import type { Conversation, StoredMessage } from '../../src/protocol/index.js';
import type { VirtualTime } from './virtual-time.js';

/** A message before it has its place in a log. */
export type FreshMessage = Omit<StoredMessage, 'id' | 'seq' | 'at' | 'clientId'>;

interface Range {
  before?: number;
  after?: number;
  limit?: number;
}

interface Page {
  messages: StoredMessage[];
  complete: boolean;
}

/** What the log of two people is called. */
export const pair = (a: string, b: string): string => [a, b].toSorted().join('&');

/** What the model server stores: the logs, and how far they were read. */
export class ModelLogs {
  readonly #time: VirtualTime;
  readonly #logs = new Map<string, StoredMessage[]>();
  readonly #byClientId = new Map<string, StoredMessage>();
  readonly #readUpTo = new Map<string, number>();
  #ids = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** The log of a room, or by the name of a pair. */
  of(name: string): StoredMessage[] {
    const log = this.#logs.get(name) ?? [];
    this.#logs.set(name, log);
    return log;
  }

  between(a: string, b: string): StoredMessage[] {
    return this.of(pair(a, b));
  }

  /** All of them by name. */
  get all(): readonly [string, readonly StoredMessage[]][] {
    return [...this.#logs];
  }

  /** The same `clientId` again is the same message again, which was stored already. */
  append(
    name: string,
    fresh: FreshMessage,
    clientId?: string,
  ): { message: StoredMessage; isNew: boolean } {
    const key = `${fresh.username}>${name}>${clientId}`;
    const original = clientId === undefined ? undefined : this.#byClientId.get(key);
    if (original) return { message: original, isNew: false };
    this.#ids += 1;
    const log = this.of(name);
    const message: StoredMessage = {
      ...fresh,
      id: `id-${this.#ids}`,
      seq: log.length + 1,
      at: new Date(this.#time.now()).toISOString(),
      ...(clientId !== undefined && { clientId }),
    };
    log.push(message);
    this.#byClientId.set(key, message);
    return { message, isNew: true };
  }

  page(name: string, { before, after, limit = 50 }: Range): Page {
    const log = this.of(name);
    if (after !== undefined) {
      const messages = log.slice(after, after + limit);
      return { messages, complete: after + messages.length >= log.length };
    }
    const end = before === undefined ? log.length : before - 1;
    const messages = log.slice(Math.max(0, end - limit), end);
    return { messages, complete: messages.length === end };
  }

  markRead(user: string, name: string, seq: number): void {
    const mark = `${user}>${name}`;
    this.#readUpTo.set(mark, Math.max(seq, this.#readUpTo.get(mark) ?? 0));
  }

  conversationsOf(user: string): Conversation[] {
    return this.all.flatMap(([name, log]) => {
      const [a = '', b] = name.split('&');
      if (b === undefined || log.length === 0 || (a !== user && b !== user)) return [];
      const read = this.#readUpTo.get(`${user}>${name}`) ?? 0;
      const unread = log.filter((m) => m.seq > read && m.username !== user).length;
      return [{ with: a === user ? b : a, lastSeq: log.length, unread }];
    });
  }

  /** All is lost. */
  clear(): void {
    this.#logs.clear();
    this.#byClientId.clear();
    this.#readUpTo.clear();
  }
}
