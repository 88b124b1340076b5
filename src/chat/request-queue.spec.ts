import { describe, expect, it } from '@jest/globals';
import type { NowOrLater } from '../identity/now-or-later.js';
import { RequestQueue, type QueuedRequest } from './request-queue.js';

/** A request that begins when it may, and is answered when the test says so. */
class HeldRequest implements QueuedRequest {
  begun = false;
  answer: () => void = () => {};

  constructor(
    private readonly queue: RequestQueue,
    readonly isSend: boolean,
    private readonly log: string[],
    private readonly name: string,
  ) {}

  begin(): NowOrLater<void> {
    this.begun = true;
    this.log.push(`${this.name} begins`);
    const answered = new Promise<void>((resolve) => {
      this.answer = () => {
        this.log.push(`${this.name} is answered`);
        this.queue.answered();
        resolve();
      };
    });
    return this.isSend ? undefined : answered;
  }
}

/** Resolves when all that can go on has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('RequestQueue', () => {
  it('lets sends overlap, and has everything else wait for all before it', async () => {
    const log: string[] = [];
    const queue = new RequestQueue();
    const requests = ['send 1', 'send 2', 'read', 'send 3'].map(
      (name) => new HeldRequest(queue, name !== 'read', log, name),
    );
    for (const request of requests) expect(queue.add(request)).toBe(true);
    await settled();
    expect(log).toEqual(['send 1 begins', 'send 2 begins']);
    for (const request of requests) {
      request.answer();
      await settled();
    }
    expect(log.slice(2)).toEqual([
      'send 1 is answered',
      'send 2 is answered',
      'read begins',
      'read is answered',
      'send 3 begins',
      'send 3 is answered',
    ]);
  });

  it('begins no send before the one before it has its place', async () => {
    const log: string[] = [];
    const queue = new RequestQueue();
    let place: () => void = () => {};
    const placed = new Promise<void>((resolve) => (place = resolve));
    queue.add({ isSend: true, begin: () => (log.push('slow'), placed) });
    queue.add({ isSend: true, begin: () => void log.push('quick') });
    await settled();
    expect(log).toEqual(['slow']);
    place();
    await settled();
    expect(log).toEqual(['slow', 'quick']);
  });

  it('takes no more than a thousand that are unanswered, and takes more when one was', async () => {
    const queue = new RequestQueue();
    const first = new HeldRequest(queue, false, [], 'first');
    const add = () => queue.add(new HeldRequest(queue, false, [], 'next'));
    expect(queue.add(first)).toBe(true);
    for (let taken = 1; taken < 1_000; taken++) expect(add()).toBe(true);
    expect(add()).toBe(false);
    first.answer();
    await settled();
    expect(add()).toBe(true);
    expect(add()).toBe(false);
  });
});
