import { beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredMessage } from '../protocol/index.js';
import { MessageLog } from './message-log.js';

const message = (seq: number): StoredMessage => ({
  id: `id-${seq}`,
  seq,
  type: 'generic',
  room: 'lobby',
  username: 'bob',
  message: 'hello',
  at: '',
});
const page = (from: number, to: number): StoredMessage[] =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index));

let log: MessageLog;

beforeEach(() => {
  log = new MessageLog();
});

/** Takes whatever is in line. */
function take(): number[] {
  const taken: number[] = [];
  for (let next = log.next; next; next = log.next) {
    taken.push(next.seq);
    log.advance();
  }
  return taken;
}

describe('the log', () => {
  it('orders what comes, and takes each message once', () => {
    log.start([], 0);
    for (const seq of [3, 1, 3, 2, 1]) log.offer(message(seq));
    expect(take()).toEqual([1, 2, 3]);
    log.offer(message(2));
    expect(take()).toEqual([]);
  });

  it('is behind when the next is missing', () => {
    log.start(page(1, 2), 2);
    take();
    log.offer(message(4));
    expect(log.behind).toBe(true);
    expect(take()).toEqual([]);
    log.acceptPage([message(3)], 2, 4);
    expect(take()).toEqual([3, 4]);
    expect(log.behind).toBe(false);
  });

  it('merges what came live before the first page', () => {
    for (const seq of [52, 53]) log.offer(message(seq));
    log.start(page(2, 51), 51);
    expect(take()).toEqual(page(2, 53).map(({ seq }) => seq));
    expect(log.history).toBe(51);
  });

  it('fetches what lies between old live messages and the first page', () => {
    log.offer(message(40));
    log.start(page(51, 100), 100);
    expect(log.history).toBe(39);
    expect(take()).toEqual([40]);
    expect(log.behind).toBe(true);
    log.acceptPage(page(41, 100), 40, 100);
    expect(take()).toHaveLength(60);
  });

  it('skips what the server no longer has', () => {
    log.start([message(1)], 1);
    take();
    log.offer(message(5));
    log.acceptPage([message(4), message(5)], 1, 5);
    expect(take()).toEqual([4, 5]);
    log.exists(9);
    log.acceptPage([], 5, 9);
    expect(log.behind).toBe(false);
  });

  it('does not believe an empty page about what became known after it was asked for', () => {
    log.start([], 0);
    log.exists(1);
    log.offer(message(2));
    log.acceptPage([], 0, 1);
    expect(take()).toEqual([]);
    expect(log.behind).toBe(true);
  });

  it('holds no more than a page, the lowest, and fetches the rest again', () => {
    log.start([], 0);
    for (let seq = 1_000; seq > 1; seq -= 1) log.offer(message(seq));
    log.offer(message(1));
    expect(take()).toHaveLength(200);
    expect(log.behind).toBe(true);
  });
});
