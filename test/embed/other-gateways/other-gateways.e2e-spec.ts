import { expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { describeEmbedding } from '../support/embedding.js';
import { itChats } from '../support/it-chats.js';

describeEmbedding('other-gateways', {
  tests: (host) => {
    itChats(host);

    it('answers events of its own in the namespace of chat', async () => {
      const alice = await host.connect();
      expect(await alice.sendRaw('what time')).toEqual({ time: 'noon' });
      expect(await alice.sendRaw('no such event')).toMatchObject({
        ok: false,
        error: { code: 'VALIDATION_FAILED' },
      });
    });

    it('has another namespace for itself, whatever events are called there', async () => {
      // A guest's name that chat refuses is nothing to another namespace.
      const orders = io(`${host.url()}/orders`, { auth: { username: '' }, forceNew: true });
      try {
        expect(await orders.emitWithAck('place order', { item: 'tea' })).toEqual({ placed: 'tea' });
        expect(await orders.emitWithAck('new message', 'hello')).toEqual({ from: 'orders' });
        const failure = new Promise((resolve) => orders.once('exception', resolve));
        orders.emit('fail');
        expect(await failure).toMatchObject({ message: 'as the host says' });
      } finally {
        orders.disconnect();
      }
    });
  },
});
