import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { Database } from '../../src/storage/database.js';
import { migrate } from '../../src/storage/migrate.js';
import { postgresDialect } from '../../src/storage/postgres.dialect.js';
import type { Schema } from '../../src/storage/schema.js';
import { createStorage } from '../../src/storage/storage.js';
import {
  describeWithDatabaseServer,
  startDatabaseServer,
  type DatabaseServer,
} from '../support/services/database-server.js';
import { OPERATIONS } from '../support/storage-operations.js';

/** Some thousands of rows in each table. */
const CROWD = `
  insert into parley_users
    select 'u' || n, 'u' || n, 'u' || n, 'guest', 'guest', 'u' || n, n
    from generate_series(1, 4000) n;
  insert into parley_names select 'u' || n, 'u' || n from generate_series(1, 4000) n;
  insert into parley_rooms
    select 'r' || n, 'room', 'r' || n, 'r' || n, null, null, 20, 1, 5, 1, null
    from generate_series(1, 2000) n;
  insert into parley_rooms
    select 'd' || n, 'direct', '', null, 'u' || n, 'u' || n + 1, 1, 1, 2, 1, null
    from generate_series(1, 2000) n;
  insert into parley_memberships
    select 'r' || n, 'u' || (n + k) % 4000 + 1, 'u' || (n + k) % 4000 + 1, 1, 0, 0, 0
    from generate_series(1, 2000) n, generate_series(1, 5) k;
  insert into parley_memberships
    select 'd' || n, 'u' || n + k, 'u' || n + k, 1, 0, 0, 0
    from generate_series(1, 2000) n, generate_series(0, 1) k;
  insert into parley_messages
    select 'r' || n, k, 'm' || n || '-' || k, 'u' || n, 'text', 'k' || k, 1
    from generate_series(1, 2000) n, generate_series(1, 20) k;
  analyze`;

describeWithDatabaseServer('query plans on PostgreSQL', () => {
  const queries: CompiledQuery[] = [];
  const plans = new Map<string, string>();
  let postgres: DatabaseServer;
  let kysely: Kysely<Schema>;

  beforeAll(async () => {
    postgres = await startDatabaseServer();
    // Reading all of a small table is the cheapest way, and not to be done if there is another.
    const options = '-c enable_seqscan=off';
    const pool = new Pool({ connectionString: await postgres.createDatabase(), options });
    kysely = new Kysely({
      dialect: new PostgresDialect({ pool }),
      log: ({ query }) => void queries.push(query),
    });
    await migrate(kysely, postgresDialect, 'The database');
    await sql.raw(CROWD).execute(kysely);
    const storage = createStorage(new Database(kysely, postgresDialect), 'outbox');
    for (const id of ['a', 'b']) {
      const names = { username: id, nameKey: id, issuer: 'guest', subject: id };
      await storage.users.create({ id, kind: 'guest', lastSeenAt: 1, ...names });
    }
    await storage.conversations.findOrCreate('direct', 'a', 'b', 1);
    const lobby = { id: 'lobby', name: 'lobby', nameKey: 'lobby', createdAt: 1 };
    await storage.rooms.findOrCreate(lobby);
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      queries.length = 0;
      await operation(storage);
      plans.set(name, (await Promise.all(queries.map(explain))).join('\n'));
    }
  });
  afterAll(async () => {
    await kysely.destroy();
    await postgres.stop();
  });

  async function explain({ sql: text, parameters }: CompiledQuery): Promise<string> {
    if (!/^\s*(select|insert|update|delete|with)\b/i.test(text)) return '';
    const explained = CompiledQuery.raw(`explain ${text}`, [...parameters]);
    const { rows } = await kysely.executeQuery<{ 'QUERY PLAN': string }>(explained);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  describe('find rows by index:', () => {
    it.each(Object.keys(OPERATIONS))('%s', (name) => {
      // The outbox and the rooms that are being deleted are short.
      expect(plans.get(name)).not.toMatch(/Seq Scan on parley_(?!outbox)/);
    });
  });
});
