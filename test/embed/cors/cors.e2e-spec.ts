import { expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { describeEmbedding } from '../support/embedding.js';
import { itChats } from '../support/it-chats.js';

describeEmbedding('cors', {
  tests: (host) => {
    itChats(host);

    it('chats over polling', async () => {
      const socket = io(host.url(), { transports: ['polling'], forceNew: true });
      const joined: unknown = await socket.emitWithAck('join room', {
        roomname: 'lobby',
        username: 'poll',
      });
      expect(joined).toMatchObject({ ok: true, username: 'poll' });
      socket.disconnect();
    });

    it('still answers its own routes with its own headers', async () => {
      const origin = 'https://shop.example';
      const { status, headers } = await host.fetch('/api/orders', { headers: { origin } });
      expect(status).toBe(200);
      expect(headers.get('access-control-allow-origin')).toBe(origin);
    });
  },
});
