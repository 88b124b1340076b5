import { describe, expect, it } from '@jest/globals';
import { DoubtfulMessages } from '../../src/rooms/doubtful-messages.js';
import type { Draft, LogPage } from '../../src/rooms/message.repository.js';
import { roomMessage } from '../../src/rooms/wire-message.js';
import { draft } from '../contract/fixtures.js';

const ANNA = 'anna';

function undecided(message: Draft) {
  const deliveryAs = (seq: number) => ({
    message: roomMessage(message.roomId, { ...message, seq, senderName: ANNA }),
    roomId: message.roomId,
    senderId: ANNA,
  });
  return { draft: message, deliveryAs };
}

function pageOf(message: Draft): LogPage {
  return { entries: [{ ...message, seq: 1, senderName: ANNA }], complete: true };
}

describe('DoubtfulMessages', () => {
  it('finds what was stored in one room though another could not be read at first', async () => {
    const [one, other] = [draft('one', ANNA), draft('other', ANNA)];
    const answers: Record<string, (() => Promise<LogPage>)[]> = {
      one: [async () => pageOf(one), async () => pageOf(one)],
      other: [() => Promise.reject(new Error('away')), async () => pageOf(other)],
    };
    const messages = {
      read: (roomId: string): Promise<LogPage> => {
        const answer = answers[roomId]?.shift();
        return answer ? answer() : Promise.reject(new Error('read too often'));
      },
    };
    const doubtful = new DoubtfulMessages(messages, () => Promise.resolve());
    doubtful.add([undecided(one), undecided(other)]);
    await expect(doubtful.find()).rejects.toThrow('away');
    const found = await doubtful.find();
    expect(found.map(({ roomId }) => roomId)).toEqual(['one', 'other']);
  });

  it('leaves out what a later message has passed', async () => {
    const message = draft('one', ANNA);
    const doubtful = new DoubtfulMessages({ read: () => Promise.resolve(pageOf(message)) }, () =>
      Promise.resolve(),
    );
    doubtful.add([undecided(message)]);
    doubtful.passed([undecided(draft('one', ANNA)).deliveryAs(2)]);
    expect(await doubtful.find()).toEqual([]);
  });
});
