import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestClient } from '../../src/testing/index.js';
import { pauseReading } from '../support/paused-client.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';

describe('a client that does not read', () => {
  const folder = temporaryFolder();
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({
      DATABASE_URL: `sqlite:${folder.path}/parley.db`,
      SLOW_CONSUMER_BYTES: '65536',
      RATE_LIMIT_ENABLED: 'false',
    });
  });
  afterAll(async () => {
    await server.end('SIGTERM');
    folder.remove();
  });

  /** Sends until the server says that one member has gone. */
  const sendUntilGone = async (sender: TestClient, username: string) => {
    for (;;) {
      const texts = Array.from({ length: 50 }, () => '🎉'.repeat(4_000));
      await Promise.all(texts.map((message) => sender.request('new message', { message })));
      const { members } = await sender.request('list members', { room: 'flood' });
      const member = members.find((one) => one.username === username);
      if (member?.status === 'offline') return;
    }
  };

  it('is cut, and told so when its person comes back, once', async () => {
    const before = Date.now();
    const anna = await TestClient.connect(server.url, { username: 'anna' });
    await anna.request('join room', { roomname: 'flood' });
    const slow = await TestClient.connect(server.url, { username: 'slow' });
    const { token = '' } = await slow.request('join room', { roomname: 'flood' });
    pauseReading(slow);
    await sendUntilGone(anna, 'slow');
    slow.close();

    const back = await TestClient.connect(server.url, { token });
    const { at } = await back.next('slow consumer');
    expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(at)).toBeLessThanOrEqual(Date.now());
    back.close();

    const again = await TestClient.connect(server.url, { token });
    await again.request('join room', { roomname: 'flood' });
    expect(again.unread('slow consumer')).toEqual([]);
    expect(anna.unread('slow consumer')).toEqual([]);
    anna.close();
    again.close();
  });
});
