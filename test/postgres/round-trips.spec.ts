import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connect, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { createStorage } from '../../src/storage/storage.js';
import { openDatabase } from '../../src/storage/open-database.js';
import { createConversation, createGuest, createRoom, draft } from '../contract/fixtures.js';
import {
  describeWithDatabaseServer,
  startDatabaseServer,
  type DatabaseServer,
} from '../support/services/database-server.js';

/** A way to a server that counts how often it is asked after it has answered, and keeps what is said. */
class CountingProxy {
  turns = 0;
  said = '';
  private isServersTurn = false;
  private readonly server: Server;

  constructor(target: URL) {
    this.server = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      client.on('data', (chunk) => {
        if (!this.isServersTurn) this.turns += 1;
        this.isServersTurn = true;
        this.said += chunk.toString('latin1');
        upstream.write(chunk);
      });
      upstream.on('data', (chunk) => {
        this.isServersTurn = false;
        client.write(chunk);
      });
      client.on('close', () => upstream.destroy());
      upstream.on('close', () => client.destroy());
      for (const socket of [client, upstream]) socket.on('error', () => undefined);
    });
  }

  /** Where it listens. */
  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  close(): void {
    this.server.close();
  }
}

describeWithDatabaseServer('an append to PostgreSQL', () => {
  let postgres: DatabaseServer;
  beforeAll(async () => {
    postgres = await startDatabaseServer();
  });
  afterAll(() => postgres.stop());

  it('is one round trip, whatever is in the batch', async () => {
    const url = new URL(await postgres.createDatabase());
    const proxy = new CountingProxy(new URL(url));
    url.port = String(await proxy.listen());
    // One connection, so that what is counted is in one row.
    const database = await openDatabase(url.href, { poolSize: 1 });
    const storage = createStorage(database);
    const anna = await createGuest(storage, 'anna');
    const room = await createRoom(storage, 'lobby');
    const direct = await createConversation(storage, anna, await createGuest(storage, 'bob'));
    const batch = Array.from({ length: 100 }, (_, i) =>
      draft(i % 2 === 0 ? room.id : direct.id, anna.id, { clientId: `k${i % 75}` }),
    );
    const before = proxy.turns;
    await storage.messages.appendAll(batch);
    expect(proxy.turns - before).toBe(1);
    await database.close();
    proxy.close();
  });

  it('has its statements parsed and planned once for a connection', async () => {
    const url = new URL(await postgres.createDatabase());
    const proxy = new CountingProxy(new URL(url));
    url.port = String(await proxy.listen());
    const database = await openDatabase(url.href, { poolSize: 1 });
    const storage = createStorage(database);
    const anna = await createGuest(storage, 'anna');
    const room = await createRoom(storage, 'lobby');
    for (let seq = 1; seq <= 3; seq += 1) {
      const [outcome] = await storage.messages.appendAll([draft(room.id, anna.id)]);
      expect(outcome).toMatchObject({ kind: 'appended', seq });
    }
    expect(proxy.said.match(/insert into parley_messages/g)).toHaveLength(1);
    await database.close();
    proxy.close();
  });
});
