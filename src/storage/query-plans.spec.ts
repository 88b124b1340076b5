import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kysely, type SqliteStatement } from 'kysely';
import { Database } from './database.js';
import { LibsqlConnection, LibsqlDialect } from './libsql.driver.js';
import { migrate } from './migrate.js';
import type { Schema } from './schema.js';
import { sqliteDialect } from './sqlite.dialect.js';
import { OPERATIONS } from '../../test/support/storage-operations.js';
import { createStorage } from './storage.js';

class RecordingConnection extends LibsqlConnection {
  readonly statements: string[] = [];

  override prepare(text: string): SqliteStatement {
    this.statements.push(text);
    return super.prepare(text);
  }
}

describe('Query plans', () => {
  const connection = new RecordingConnection(':memory:');
  const kysely = new Kysely<Schema>({ dialect: new LibsqlDialect(connection) });
  const plans = new Map<string, string>();

  beforeAll(async () => {
    await migrate(kysely, sqliteDialect, 'The database');
    const storage = createStorage(new Database(kysely, sqliteDialect), 'outbox');
    for (const id of ['a', 'b']) {
      const names = { username: id, nameKey: id, issuer: 'guest', subject: id };
      await storage.users.create({ id, kind: 'guest', lastSeenAt: 1, ...names });
    }
    await storage.conversations.findOrCreate('direct', 'a', 'b', 1);
    await storage.rooms.findOrCreate({
      id: 'lobby',
      name: 'lobby',
      nameKey: 'lobby',
      createdAt: 1,
    });
    await storage.memberships.join('lobby', 'a', 1);
    await storage.messages.appendAll([
      { id: 'l', roomId: 'lobby', senderId: 'a', text: 't', clientId: null, at: 1 },
    ]);
    const ran = new Map<string, string[]>();
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      connection.statements.length = 0;
      await operation(storage);
      ran.set(
        name,
        connection.statements.filter((text) => !/^(begin|commit)/.test(text)),
      );
    }
    // Only now: libsql holds an explained write open, and nothing commits while one is.
    for (const [name, statements] of ran) plans.set(name, statements.map(explain).join('\n'));
  });
  afterAll(() => kysely.destroy());

  function explain(text: string): string {
    const steps = connection.prepare(`explain query plan ${text}`).all([]);
    return steps.map((step) => JSON.stringify(step)).join('\n');
  }

  it.each(Object.keys(OPERATIONS))('%s: finds rows by index', (name) => {
    // The outbox is walked along its key, as far as the page goes.
    expect(plans.get(name)).not.toMatch(/SCAN (parley_(?!outbox)\w+|own)\b/);
  });

  // The two lists of conversations merge two pages that come sorted; the outbox sorts one page.
  const merges = ['list conversations', 'partners', 'outbox, first', 'outbox, before'];
  it.each(Object.keys(OPERATIONS).filter((name) => !merges.includes(name)))(
    '%s: reads no more rows than it needs in order to sort them',
    (name) => {
      expect(plans.get(name)).not.toContain('TEMP B-TREE');
    },
  );

  it('reads a page of history by its place in the primary key', () => {
    expect(plans.get('history, before')).toContain(
      'SEARCH parley_messages USING PRIMARY KEY (room_id=? AND seq>? AND seq<?)',
    );
  });
});
