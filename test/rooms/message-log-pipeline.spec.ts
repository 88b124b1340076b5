import { beforeEach, describe, expect, it } from '@jest/globals';
import { ChatMeter } from '../../src/chat/metrics/chat.meter.js';
import { ChatEvents } from '../../src/presence/chat-events.js';
import { MessageLog } from '../../src/rooms/message-log.js';
import {
  MessageRepository,
  type AppendOutcome,
  type Draft,
  type LogPage,
} from '../../src/rooms/message.repository.js';
import { Outbox } from '../../src/rooms/outbox.js';
import { OutboxRepository } from '../../src/rooms/outbox.repository.js';
import type { Delivery } from '../../src/rooms/room-broadcaster.js';
import { roomMessage } from '../../src/rooms/wire-message.js';
import { draft } from '../contract/fixtures.js';
import { RecordingBroadcaster } from '../outbox/recording.broadcaster.js';
import { append } from '../support/append.js';

class Silence extends ChatEvents {
  override emit(): void {}
}

class NoOutbox extends OutboxRepository {
  override first = () => Promise.resolve([]);
  override before = () => Promise.resolve([]);
  override count = () => Promise.resolve(0);
  override remove = () => Promise.resolve();
}

/** A disk that takes as long as the test wants. */
class SlowMessages extends MessageRepository {
  private lastSeq = 0;
  readonly commits: { succeed: () => void; fail: () => void }[] = [];
  private begun: (() => void) | undefined;

  constructor(private readonly note: (what: string) => void) {
    super();
  }

  override appendAll(drafts: readonly Draft[]): Promise<AppendOutcome[]> {
    this.note(`append ${drafts.map(({ text }) => text).join(' ')}`);
    return new Promise((resolve, reject) => {
      this.commits.push({
        succeed: () => resolve(drafts.map(() => ({ kind: 'appended', seq: (this.lastSeq += 1) }))),
        fail: () => reject(new Error('The disk is full')),
      });
      this.begun?.();
    });
  }

  /** Resolves when so many appends have begun. */
  async appends(count: number): Promise<void> {
    while (this.commits.length < count) {
      await new Promise<void>((resolve) => (this.begun = resolve));
    }
  }

  override read(): Promise<LogPage> {
    return Promise.resolve({ entries: [], complete: true });
  }
}

describe('MessageLog, while the disk is busy', () => {
  let order: string[];
  let messages: SlowMessages;
  let log: MessageLog;

  beforeEach(() => {
    order = [];
    messages = new SlowMessages((what) => order.push(what));
    const broadcaster = new (class extends RecordingBroadcaster {
      override deliver(deliveries: readonly Delivery[]): void {
        order.push(`deliver ${deliveries.map(({ message }) => message.message).join(' ')}`);
      }
    })();
    const outbox = new Outbox(new NoOutbox(), broadcaster, new Silence());
    log = new MessageLog(messages, broadcaster, outbox, new ChatMeter());
  });

  const send = (text: string) => {
    const message = { ...draft('room', 'anna'), text };
    const delivery = (seq: number): Delivery => ({
      message: roomMessage('room', { ...message, seq, senderName: 'anna' }),
      roomId: 'room',
      senderId: 'anna',
    });
    return append(log, message, delivery).then(
      () => order.push(`answer ${text}`),
      () => order.push(`refuse ${text}`),
    );
  };

  it('delivers before it appends the little that came meanwhile', async () => {
    const one = send('1');
    await messages.appends(1);
    const others = [send('2'), send('3')];
    messages.commits[0]?.succeed();
    await messages.appends(2);
    messages.commits[1]?.succeed();
    await Promise.all([one, ...others]);
    expect(order).toEqual([
      'append 1',
      'deliver 1',
      'answer 1',
      'append 2 3',
      'deliver 2 3',
      'answer 2',
      'answer 3',
    ]);
  });

  it('has much that came meanwhile on its way to the disk first', async () => {
    const one = send('1');
    await messages.appends(1);
    const texts = Array.from({ length: 100 }, (_, at) => String(at + 2));
    const others = texts.map(send);
    messages.commits[0]?.succeed();
    await one;
    messages.commits[1]?.succeed();
    await Promise.all(others);
    const many = texts.join(' ');
    expect(order.slice(0, 5)).toEqual([
      'append 1',
      `append ${many}`,
      'deliver 1',
      'answer 1',
      `deliver ${many}`,
    ]);
  });

  it('takes half of what waits, so that a slow disk gets larger transactions', async () => {
    const one = send('1');
    await messages.appends(1);
    const others = Array.from({ length: 3_000 }, (_, at) => send(String(at + 2)));
    for (let commit = 0; commit < 6; commit += 1) {
      await messages.appends(commit + 1);
      messages.commits[commit]?.succeed();
    }
    await Promise.all([one, ...others]);
    const appends = order.filter((what) => what.startsWith('append '));
    expect(appends.map((what) => what.split(' ').length - 1)).toEqual([
      1, 1_000, 1_000, 500, 256, 244,
    ]);
  });

  it('refuses no more than what was not stored', async () => {
    const one = send('1');
    await messages.appends(1);
    const two = send('2');
    messages.commits[0]?.fail();
    await one;
    await messages.appends(2);
    messages.commits[1]?.succeed();
    await two;
    expect(order).toEqual(['append 1', 'refuse 1', 'append 2', 'deliver 2', 'answer 2']);
  });
});
