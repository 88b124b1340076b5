import { expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { describeEmbedding } from '../support/embedding.js';
import { itChats } from '../support/it-chats.js';

describeEmbedding('second-socket-io', {
  tests: (host) => {
    itChats(host);

    it.each(['websocket', 'polling'])('still serves its own sockets over %s', async (transport) => {
      const legacy = io(host.url(), { path: '/legacy', transports: [transport], forceNew: true });
      expect(await legacy.emitWithAck('new message', 'as before')).toBe('as before');
      legacy.disconnect();
    });
  },
});
