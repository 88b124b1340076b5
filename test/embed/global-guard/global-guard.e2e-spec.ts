import { expect, it } from '@jest/globals';
import { describeEmbedding } from '../support/embedding.js';
import { itChats } from '../support/it-chats.js';

describeEmbedding('global-guard', {
  tests: (host) => {
    itChats(host);

    it('still guards its own routes', async () => {
      expect((await host.fetch('/orders')).status).toBe(401);
      const allowed = await host.fetch('/orders', {
        headers: { authorization: 'Bearer of-the-host' },
      });
      expect(await allowed.json()).toEqual(['an order']);
    });
  },
});
