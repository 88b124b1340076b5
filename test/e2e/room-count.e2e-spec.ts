import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RoomActivity } from '../../src/rooms/room-activity.js';
import { RoomRepository } from '../../src/rooms/room.repository.js';
import type { ChatTestApp } from '../../src/testing/index.js';
import { enter, startChat } from '../support/chat.js';

describe('the count of room members', () => {
  let app: ChatTestApp;
  beforeAll(async () => (app = await startChat()));
  afterAll(() => app.close());

  it('is what the room has when it is told, whatever order changes were noted in', async () => {
    const alice = await enter(app, 'alice', 'lobby');
    await alice.next('room members');
    await enter(app, 'bob', 'lobby');
    const room = await app.app.get(RoomRepository).findByKey('lobby');
    if (!room) throw new Error('There is no lobby');
    const user = {
      id: 'carl',
      username: 'carl',
      nameKey: 'carl',
      kind: 'guest',
      lastSeenAt: 0,
    } as const;
    // As a join whose answer came late: by then others had come and gone.
    app.app.get(RoomActivity).joined(room, user, 41);
    expect(await alice.next('room members', ({ joined }) => joined.includes('carl'))).toMatchObject(
      {
        count: 2,
      },
    );
  });
});
