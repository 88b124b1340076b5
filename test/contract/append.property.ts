import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { User } from '../../src/identity/user.js';
import type { AppendOutcome, Draft } from '../../src/rooms/message.repository.js';
import type { Storage } from '../../src/storage/storage.js';
import { createConversation, createGuest, createRoom, draft } from './fixtures.js';

/** The log as a list: what an append must come to, in the plainest words. */
class ModelLog {
  readonly #sent: (Draft & { seq: number })[] = [];

  append(sent: Draft): AppendOutcome {
    const inRoom = this.#sent.filter(({ roomId }) => roomId === sent.roomId);
    const earlier = inRoom.find(
      ({ senderId, clientId }) =>
        clientId !== null && clientId === sent.clientId && senderId === sent.senderId,
    );
    if (earlier && earlier.text !== sent.text) return { kind: 'client-id-reused' };
    if (earlier) {
      const { id, seq, at } = earlier;
      return { kind: 'duplicate', original: { id, seq, at } };
    }
    const seq = inRoom.length + 1;
    this.#sent.push({ ...sent, seq });
    return { kind: 'appended', seq };
  }

  of(roomId: string): { id: string; seq: number; text: string }[] {
    return this.#sent
      .filter((sent) => sent.roomId === roomId)
      .map(({ id, seq, text }) => ({ id, seq, text }));
  }
}

const index = (length: number) => fc.nat({ max: length - 1 });
const send = fc.record({
  room: index(3),
  sender: index(2),
  clientId: fc.option(fc.constantFrom('k1', 'k2', 'k3')),
  text: fc.constantFrom('yes', 'no'),
});
const batches = fc.array(fc.array(send, { maxLength: 12 }), { maxLength: 5 });

/** Random batches to two rooms and a private conversation, each run beginning with new ones. */
export async function appendProperty(storage: Storage): Promise<void> {
  const anna = await createGuest(storage, 'anna');
  let run = 0;
  await fc.assert(
    fc.asyncProperty(batches, async (sends) => {
      run += 1;
      const people: [User, User] = [anna, await createGuest(storage, `bob${run}`)];
      const rooms = [
        await createRoom(storage, `one${run}`),
        await createRoom(storage, `two${run}`),
        await createConversation(storage, ...people),
      ];
      const model = new ModelLog();
      for (const batch of sends) {
        const drafts = batch.map(({ room, sender, clientId, text }) =>
          draft(rooms[room]?.id ?? '', people[sender]?.id ?? '', { clientId, text }),
        );
        const expected = drafts.map((sent) => model.append(sent));
        expect(await storage.messages.appendAll(drafts)).toEqual(expected);
      }
      for (const { id } of rooms) {
        const { entries } = await storage.messages.read(id, { limit: 100 });
        expect(entries.map(({ id, seq, text }) => ({ id, seq, text }))).toEqual(model.of(id));
        expect((await storage.rooms.findById(id))?.lastSeq).toBe(model.of(id).length);
      }
    }),
    { numRuns: 60 },
  );
}
