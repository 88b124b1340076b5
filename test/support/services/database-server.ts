import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { findProgram } from '../../../services/programs.js';
import { describeWith } from './describe-with.js';
import { PostgresService } from '../../../services/postgres.service.js';

/** A PostgreSQL server in which tests make databases. */
export interface DatabaseServer {
  /** A new, empty database: its `postgres://` URL. */
  createDatabase(): Promise<string>;
  /** Takes away what the tests made. */
  stop(): Promise<void>;
}

/** The server that `TEST_DATABASE_URL` names; whoever it says must be allowed to create databases. */
class ExistingPostgres implements DatabaseServer {
  private readonly made: string[] = [];

  constructor(private readonly url: string) {}

  async createDatabase(): Promise<string> {
    const name = `parley_test_${randomUUID().replaceAll('-', '')}`;
    await this.execute(`create database ${name}`);
    this.made.push(name);
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async stop(): Promise<void> {
    for (const name of this.made.splice(0))
      await this.execute(`drop database ${name} with (force)`);
  }

  private async execute(statement: string): Promise<void> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }
}

/** The server that `TEST_DATABASE_URL` names, or a throwaway one. */
export async function startDatabaseServer(): Promise<DatabaseServer> {
  const url = process.env['TEST_DATABASE_URL'];
  return url ? new ExistingPostgres(url) : PostgresService.start();
}

/** `describe` for a suite that needs databases on a PostgreSQL server, and does nothing to the server. */
export function describeWithDatabaseServer(name: string, suite: () => void): void {
  const isThere =
    Boolean(process.env['TEST_DATABASE_URL']) || findProgram('postgres') !== undefined;
  describeWith(
    { isThere, otherwise: 'apt-get install postgresql, or set TEST_DATABASE_URL' },
    name,
    suite,
  );
}
