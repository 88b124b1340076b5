import { expect, it } from '@jest/globals';
import { describeEmbedding } from '../support/embedding.js';

describeEmbedding('authenticator', {
  expectedOutput: /HandshakeGuard|the sessions are out of reach|^ +at |A handshake failed/,
  tests: (host) => {
    it('lets in whom it knows, as the same person on every device', async () => {
      const phone = await host.connect({ token: 'session-1' });
      const laptop = await host.connect({ token: 'session-2' });
      const bob = await host.connect({ token: 'session-3' });
      await laptop.request('join room', { roomname: 'lobby' });
      await phone.request('join room', { roomname: 'lobby' });
      const { username, members, token } = await bob.request('join room', { roomname: 'lobby' });
      expect(username).toBe('Bob');
      expect(token).toBeUndefined();
      expect(members.map((member) => member.username)).toEqual(['Alice', 'Bob']);

      const { message } = await phone.request('new pm', { target: 'bob', message: 'psst' });
      expect(await bob.next('new message', ({ type }) => type === 'private')).toEqual(message);
      expect(await laptop.next('new message', ({ type }) => type === 'private')).toEqual(message);
    });

    it('refuses others in its own words, and does not let them name themselves', async () => {
      await expect(host.connect({ token: 'session-9' })).rejects.toMatchObject({
        code: 'UNAUTHORIZED',
        message: 'Sign in first',
      });
      await expect(host.connect({ username: 'Alice' })).rejects.toMatchObject({
        code: 'UNAUTHORIZED',
      });
    });

    it('refuses with INTERNAL when it fails, tells nothing of it, and logs it', async () => {
      const refusal: unknown = await host.connect({ token: 'broken' }).catch((why: unknown) => why);
      expect(refusal).toMatchObject({ code: 'INTERNAL' });
      expect(String(refusal)).not.toContain('sessions');
      await host.prints('the sessions are out of reach');
    });
  },
});
