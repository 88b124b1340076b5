import { expect, it } from '@jest/globals';
import { describeEmbedding } from '../support/embedding.js';
import { itChats } from '../support/it-chats.js';

describeEmbedding('global-pipe', {
  tests: (host) => {
    itChats(host);

    it('still validates what is its own, with the packages that it chose', async () => {
      const placed = await host.fetch('/orders', { method: 'POST' });
      expect(placed.status).toBe(400);
    });
  },
});
