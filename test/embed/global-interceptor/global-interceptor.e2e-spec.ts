import { expect, it } from '@jest/globals';
import { describeEmbedding } from '../support/embedding.js';
import { itChats } from '../support/it-chats.js';

describeEmbedding('global-interceptor', {
  tests: (host) => {
    itChats(host);

    it('still wraps and filters what is its own', async () => {
      expect(await (await host.fetch('/orders')).json()).toEqual({ data: ['an order'] });
      expect((await host.fetch('/orders/missing')).status).toBe(418);
    });
  },
});
