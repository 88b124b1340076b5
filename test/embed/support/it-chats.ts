import { expect, it } from '@jest/globals';
import type { Embedding } from './embedding.js';

/** States what must be true of chat in any host that lets guests in. */
export function itChats(host: Pick<Embedding, 'connect'>): void {
  it('chats as the protocol says', async () => {
    const [alice, bob] = await Promise.all([host.connect(), host.connect()]);
    await bob.request('join room', { roomname: 'lobby', username: 'bob' });
    const joined = await alice.request('join room', { roomname: 'lobby', username: 'alice' });
    expect(Object.keys(joined).sort()).toEqual(
      'complete count lastSeq members messages ok room token username'.split(' '),
    );

    const sent = await alice.request('new message', { message: 'hello' });
    const received = await bob.next('new message', ({ type }) => type === 'generic');
    expect(received).toEqual(sent.message);

    await expectFailuresToBeAnswered(alice);
    alice.close();
    bob.close();
  });
}

/** A failure is answered once, in the words of the protocol, without what was sent. */
async function expectFailuresToBeAnswered(
  client: Awaited<ReturnType<Embedding['connect']>>,
): Promise<void> {
  const refused = await client.sendRaw('new message', { message: 7, secret: 'not to be echoed' });
  expect(refused).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
  expect(JSON.stringify(refused)).not.toContain('secret');
  client.socket.emit('new message', { message: '' });
  expect(await client.next('exception')).toMatchObject({
    event: 'new message',
    error: { code: 'VALIDATION_FAILED', fields: { message: [expect.any(String)] } },
  });
}
