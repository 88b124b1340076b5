import { expect, it } from '@jest/globals';
import { describeEmbedding } from '../support/embedding.js';

describeEmbedding('worker', {
  tests: (host) => {
    it('sends and reads', async () => {
      expect(await (await host.fetch('/run')).json()).toMatchObject({
        messages: [{ seq: 1, username: 'system', message: 'the nightly report is ready' }],
      });
    });

    it('takes no connections', async () => {
      expect((await host.fetch('/socket.io/?EIO=4&transport=polling')).status).toBe(404);
    });
  },
});
