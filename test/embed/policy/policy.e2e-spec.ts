import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { TestClient } from 'nest-parley/testing';
import { describeEmbedding } from '../support/embedding.js';

const FORBIDDEN = { ok: false, error: { code: 'FORBIDDEN', retryable: false } };

describeEmbedding('policy', {
  expectedOutput: /PolicyEnforcer|the rules are out of reach|^ +at |The chat policy failed/,
  tests: (host) => {
    let chief: TestClient;
    let guest: TestClient;
    beforeEach(async () => {
      chief = await host.connect({ username: 'chief' });
      guest = await host.connect({ username: 'guest' });
      await chief.request('join room', { roomname: 'secret' });
    });
    // A name is free again once its holder is seen to be gone.
    afterEach(async () => {
      const watch = await host.connect({ username: 'watch' });
      await watch.request('join room', { roomname: 'secret' });
      chief.close();
      await watch.next('presence', ({ status }) => status === 'offline');
    });

    it('asks canJoin', async () => {
      expect(await guest.send('join room', { roomname: 'vault' })).toMatchObject(FORBIDDEN);
      expect(await guest.send('join room', { roomname: 'secret' })).toMatchObject({ ok: true });
    });

    it('asks canCreateRoom', async () => {
      expect(await guest.send('join room', { roomname: 'mine' })).toMatchObject(FORBIDDEN);
      expect(await guest.send('join room', { roomname: 'open to all' })).toMatchObject({
        ok: true,
      });
    });

    it("asks canSend, and answers with the policy's own message", async () => {
      const { lastSeq } = await guest.request('join room', { roomname: 'open' });
      expect(await guest.send('new message', 'buy spam')).toEqual({
        ok: false,
        error: { code: 'FORBIDDEN', message: 'We don\'t say "spam" here', retryable: false },
      });
      const sent = await guest.request('new message', 'fine');
      expect(sent.message.seq).toBe(lastSeq + 1);
    });

    it('denies when the policy throws, tells nothing of it, and logs it', async () => {
      await guest.request('join room', { roomname: 'open' });
      const answer = await guest.send('new message', 'fail');
      expect(answer).toMatchObject(FORBIDDEN);
      expect(JSON.stringify(answer)).not.toContain('rules');
      await host.prints('the rules are out of reach');
    });

    it('asks canSendPrivate', async () => {
      expect(await guest.send('new pm', { target: 'chief', message: 'hi' })).toMatchObject({
        ok: false,
        error: { code: 'FORBIDDEN', message: 'The chief takes no messages' },
      });
      expect(await chief.send('new pm', { target: 'guest', message: 'hi' })).toMatchObject({
        ok: true,
      });
    });

    it('asks canRead, for history and for the messages of a join', async () => {
      await chief.request('new message', { room: 'secret', message: 'the code is 7' });
      const { messages } = await guest.request('join room', { roomname: 'secret' });
      expect(messages).toEqual([]);
      expect(await guest.send('room history', { room: 'secret' })).toMatchObject(FORBIDDEN);
      const page = await chief.request('room history', { room: 'secret' });
      expect(page.messages.at(-1)?.message).toBe('the code is 7');
    });
  },
});
