import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LogEntry, LogPage, LogRange } from '../rooms/message.repository.js';
import type { Delivery } from '../rooms/room-broadcaster.js';
import { SendingDevices } from '../rooms/sending-devices.js';
import { DeliverySequencer } from './delivery.sequencer.js';

const ROOM = 'r';

function entry(seq: number): LogEntry {
  const said = { text: 'hi', senderName: 'anna', senderId: 'anna' };
  return { id: `m${seq}`, roomId: ROOM, clientId: null, at: 0, seq, ...said };
}

function delivery(seq: number): Delivery {
  const said = { id: `m${seq}`, seq, type: 'generic', username: 'anna', message: 'hi' } as const;
  return { message: { ...said, room: 'lobby', at: '' }, roomId: ROOM, senderId: 'anna' };
}

/** A log of so many messages, which counts how often it is read. */
class CountedLog {
  reads = 0;

  constructor(private readonly length: number) {}

  async read(_: string, { after = 0, limit }: LogRange): Promise<LogPage> {
    this.reads += 1;
    const end = Math.min(after + limit, this.length);
    const entries = Array.from({ length: end - after }, (_, index) => entry(after + index + 1));
    return { entries, complete: end === this.length };
  }
}

describe('DeliverySequencer', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const start = (log: CountedLog) => {
    const delivered: Delivery[] = [];
    const sending = new SendingDevices();
    const reach = { reaches: () => true, reachesUser: () => true };
    const deliver = (due: readonly Delivery[]) => void delivered.push(...due);
    const sequencer = new DeliverySequencer(reach, log, sending, deliver);
    return { sequencer, sending, delivered };
  };
  const seqs = (delivered: readonly Delivery[]) => delivered.map(({ message }) => message.seq);
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

  it('closes all gaps of a room at once', async () => {
    const log = new CountedLog(40);
    const { sequencer, delivered } = start(log);
    sequencer.open(ROOM, 0);
    // Of every two messages, the other node's is lost.
    sequencer.offer(upTo(20).map((n) => delivery(2 * n)));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(seqs(delivered)).toEqual(upTo(40));
    expect(log.reads).toBe(1);
  });

  it('goes on behind what the log does not have', async () => {
    const { sequencer, delivered } = start(new CountedLog(3));
    sequencer.open(ROOM, 0);
    sequencer.offer([delivery(5), delivery(7)]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(seqs(delivered)).toEqual([1, 2, 3, 5, 7]);
  });

  it('does not send a message to the device that is about to be answered', async () => {
    const { sequencer, sending, delivered } = start(new CountedLog(2));
    sequencer.open(ROOM, 0);
    sending.note('m1', 'phone');
    sequencer.offer([delivery(2)]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(delivered.map(({ fromDevice }) => fromDevice)).toEqual(['phone', undefined]);
  });
});
