import { expect, it } from '@jest/globals';
import { describeEmbedding } from '../support/embedding.js';
import { itChats } from '../support/it-chats.js';

describeEmbedding('hybrid', {
  tests: (host) => {
    itChats(host);

    it('sends from a handler of its microservice', async () => {
      const alice = await host.connect({ username: 'alice' });
      await alice.request('join room', { roomname: 'lobby' });
      const sent: unknown = await (await host.fetch('/place')).json();
      expect(await alice.next('new message', ({ type }) => type === 'generic')).toEqual(sent);
    });
  },
});
