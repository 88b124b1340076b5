import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { ErrorCode, SignedIn } from '../../src/protocol/index.js';
import { TestClient } from '../../src/testing/index.js';
import { AuthApi } from './auth-api.js';
import { ServerProcess } from './server-process.js';

export const ADMIN_SECRET = 'the-secret-of-an-operator-for-tests-only';
/** What a connection is refused with that no one may make. */
export const UNAUTHORIZED = { name: 'ChatException', code: 'UNAUTHORIZED' };

/** The body of an answer that is a refusal, or what a connection is told as its session ends. */
export function refused(code: ErrorCode) {
  return { error: { code } };
}

/** The server of a suite, where people have accounts, and the connections of each of its tests. */
export class AccountServer {
  private server: ServerProcess | undefined;
  private clients: TestClient[] = [];
  private readonly env: Record<string, string>;

  /** Call it within `describe`. */
  constructor(databaseUrl: string, changes: Readonly<Record<string, string>> = {}) {
    this.env = {
      AUTH_MODE: 'accounts',
      DATABASE_URL: databaseUrl,
      RATE_LIMIT_ENABLED: 'false',
      ADMIN_SECRET,
      ...changes,
    };
    beforeAll(() => this.start());
    afterEach(() => {
      for (const client of this.clients.splice(0)) client.close();
    });
    afterAll(() => this.end());
  }

  get process(): ServerProcess {
    if (!this.server) throw new Error('It does not run');
    return this.server;
  }

  get api(): AuthApi {
    return new AuthApi(this.process.url);
  }

  async start(): Promise<void> {
    this.server = await ServerProcess.start(this.env);
  }

  /** As an operator ends it. */
  async end(): Promise<void> {
    await this.process.end('SIGTERM');
  }

  /** Closed when the test is over. */
  async connect(auth: object): Promise<TestClient> {
    const client = await TestClient.connect(this.process.url, auth);
    this.clients.push(client);
    return client;
  }

  connectAs({ accessToken }: SignedIn): Promise<TestClient> {
    return this.connect({ token: accessToken });
  }
}

/** The connection is told that its session has ended, and is closed. */
export async function isEnded(client: TestClient): Promise<void> {
  const closed = client.disconnected();
  expect(await client.next('session ended')).toMatchObject(refused('UNAUTHORIZED'));
  await closed;
}
