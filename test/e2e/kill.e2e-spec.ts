import { expect, it } from '@jest/globals';
import { TestClient } from '../../src/testing/index.js';
import type { StoredMessage } from '../../src/protocol/index.js';
import { describeOnEachDatabase, environmentOf } from '../support/databases.js';
import { ServerProcess } from '../support/server-process.js';

const KILLS = 10;
const SENDERS = 3;
const IN_FLIGHT = 8;

interface Acknowledged {
  readonly clientId: string;
  readonly message: StoredMessage;
}

/** Sends without pause until the connection dies; records what was acknowledged. */
async function sendUntilDeath(
  client: TestClient,
  round: number,
  sender: number,
  onAck: (acknowledged: Acknowledged) => void,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (client.socket.connected) {
      const clientId = `${round}-${sender}-${next++}`;
      const payload = { room: 'lobby', message: `text of ${clientId}`, clientId };
      const answer = await client.send('new message', payload).catch(() => undefined);
      if (answer?.ok) onAck({ clientId, message: answer.message });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

async function readAll(client: TestClient): Promise<StoredMessage[]> {
  const all: StoredMessage[] = [];
  for (;;) {
    const after = all.at(-1)?.seq ?? 0;
    const page = await client.request('room history', { room: 'lobby', after, limit: 200 });
    all.push(...page.messages);
    if (page.complete) return all;
  }
}

describeOnEachDatabase('a server that is killed under load', (databases) => {
  it(`keeps every acknowledged message once, in order, without gaps, over ${KILLS} kills`, async () => {
    const env = environmentOf(await databases.create());
    const acknowledged: Acknowledged[] = [];
    const tokens: (string | undefined)[] = [];
    for (let round = 0; round < KILLS; round++) {
      const server = await ServerProcess.start(env);
      const clients = await Promise.all(
        Array.from({ length: SENDERS }, (_, sender) => {
          const token = tokens[sender];
          return TestClient.connect(
            server.url,
            token ? { token } : { username: `sender${sender}` },
          );
        }),
      );
      for (const [sender, client] of clients.entries()) {
        tokens[sender] = (await client.request('join room', { roomname: 'lobby' })).token;
      }
      const killAfter = 1 + Math.floor(Math.random() * 150);
      let acks = 0;
      let death: Promise<unknown> | undefined;
      const onAck = (ack: Acknowledged) => {
        acknowledged.push(ack);
        if (++acks >= killAfter) death ??= server.end('SIGKILL');
      };
      await Promise.all(
        clients.map((client, sender) => sendUntilDeath(client, round, sender, onAck)),
      );
      await death;
    }
    const server = await ServerProcess.start(env);
    const token = tokens[0];
    const reader = await TestClient.connect(server.url, token ? { token } : {});
    await reader.request('join room', { roomname: 'lobby' });
    const stored = await readAll(reader);
    reader.close();
    await server.end('SIGTERM');

    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS);
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, at) => at + 1));
    expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
    const texts = stored.map(({ message }) => message);
    expect(new Set(texts).size).toBe(texts.length);
    for (const { clientId, message } of acknowledged) {
      expect(stored[message.seq - 1]).toMatchObject({
        id: message.id,
        message: `text of ${clientId}`,
        username: message.username,
      });
    }
  });
});
