import { expect, it } from '@jest/globals';
import { describeEmbedding } from '../support/embedding.js';
import { itChats } from '../support/it-chats.js';

describeEmbedding('commonjs', {
  format: 'commonjs',
  tests: (host) => {
    itChats(host);

    it("extends the package's classes", async () => {
      const alice = await host.connect({ username: 'vera' });
      expect(await alice.send('join room', { roomname: 'vault' })).toMatchObject({
        ok: false,
        error: { code: 'FORBIDDEN', message: 'The vault is closed' },
      });
    });
  },
});
