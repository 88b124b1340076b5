import { afterAll, beforeAll, describe } from '@jest/globals';
import { TOKEN_SECRET } from './chat.js';
import { temporaryFolder } from './server-process.js';
import {
  describeWithDatabaseServer,
  startDatabaseServer,
  type DatabaseServer,
} from './services/database-server.js';

/** Makes the databases of a suite. */
export interface Databases {
  /** The URL of a new, empty one. */
  create(): Promise<string>;
}

/** `describe` for a suite that every kind of database must pass. */
export function describeOnEachDatabase(name: string, suite: (databases: Databases) => void): void {
  describe(`${name}, on SQLite`, () => {
    const folder = temporaryFolder();
    let files = 0;
    afterAll(() => folder.remove());
    suite({ create: () => Promise.resolve(`sqlite:${folder.path}/${++files}.db`) });
  });
  describeWithDatabaseServer(`${name}, on PostgreSQL`, () => {
    let postgres: DatabaseServer;
    beforeAll(async () => {
      postgres = await startDatabaseServer();
    });
    afterAll(() => postgres.stop());
    suite({ create: () => postgres.createDatabase() });
  });
}

/** What a server process is started with to keep everything there. */
export function environmentOf(databaseUrl: string): Record<string, string> {
  return { DATABASE_URL: databaseUrl, TOKEN_SECRET };
}
