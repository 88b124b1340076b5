import { expect, it } from '@jest/globals';
import { describeEmbedding, type Embedding } from '../support/embedding.js';

describeEmbedding('host-code', {
  expectedOutput: /EmitterChatEvents|a listener that throws|^ +at |went offline|A listener of/,
  tests: (host) => {
    const post = (path: string, body: object) => ask(host, path, 'POST', body);

    it('sends to a room before anyone is there, and to those who are', async () => {
      const first = await post('/rooms/news', { message: 'early' });
      expect(first).toMatchObject({ seq: 1, username: 'system', type: 'generic' });
      const reader = await host.connect({ username: 'reader' });
      const { messages } = await reader.request('join room', { roomname: 'news' });
      expect(messages).toEqual([first]);
      const second = await post('/rooms/news', { message: 'late', clientId: 'once' });
      expect(await reader.next('new message')).toMatchObject({ seq: 2, message: 'late' });
      expect(await post('/rooms/news', { message: 'late', clientId: 'once' })).toEqual(second);
      expect(await ask(host, '/rooms/news')).toMatchObject({
        messages: [{ seq: 1 }, { seq: 2 }],
        members: [{ username: 'reader', status: 'online' }],
      });
    });

    it('sends to a person under a name of its own, which no guest can take', async () => {
      const carol = await host.connect({ username: 'carol' });
      const sent = await post('/people/carol', { message: 'your parcel' });
      expect(await carol.next('new message')).toEqual(sent);
      expect(sent).toMatchObject({ username: 'shop', target: 'carol', type: 'private' });
      for (const username of ['shop', 'system']) {
        await expect(host.connect({ username })).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
      }
    });

    it('knows who is online, and disconnects', async () => {
      const dave = await host.connect({ username: 'dave' });
      expect(await ask(host, '/people/dave')).toEqual({ online: true });
      const gone = dave.disconnected();
      await host.fetch('/people/dave', { method: 'DELETE' });
      await gone;
      await host.prints('dave went offline');
      expect(await ask(host, '/people/dave')).toEqual({ online: false });
    });

    it('hears of what happens, and listeners that throw or hang harm nothing', async () => {
      const erin = await host.connect({ username: 'erin' });
      await erin.request('join room', { roomname: 'park' });
      await erin.request('new message', 'hello');
      await erin.request('leave room', { roomname: 'park' });
      erin.close();
      await host.prints('erin went offline');
      const heard: unknown = await ask(host, '/heard');
      if (!Array.isArray(heard)) throw new Error('It heard nothing');
      expect(heard.filter((event) => String(event).includes(',erin'))).toEqual([
        ['user.online', 'erin'],
        ['user.joined', 'erin in park'],
        ['message.sent', 'erin to park: hello'],
        ['user.left', 'erin in park'],
        ['user.offline', 'erin'],
      ]);
      await host.prints('a listener that throws');
    });
  },
});

async function ask(host: Embedding, path: string, method = 'GET', body?: object): Promise<unknown> {
  const answer = await host.fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return answer.json();
}
