import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { TestClient, type TestAuth } from './test-client.js';

/** A running application, and the clients that a test opened. */
export interface ChatTestApp {
  readonly app: INestApplication;
  /** `http://127.0.0.1:` and the port that it found. */
  readonly url: string;
  /** Connects without or with the given `auth`. */
  connect(auth?: TestAuth): Promise<TestClient>;
  /** Connects under a guest's name. */
  connectAs(username: string): Promise<TestClient>;
  /** Closes the clients and the application. */
  close(): Promise<void>;
}

/** What a test changes before the application starts. */
export interface ChatTestAppOptions {
  /** Overrides providers, as Nest's testing module does. */
  customise?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** Prepares the application as `main.ts` would: adapters, pipes, prefixes. */
  prepare?: (app: INestApplication) => void;
}

/**
 * Starts an application that imports `ChatModule` on a free port of this machine. Its database is
 * what the module says: `sqlite::memory:` leaves nothing behind.
 */
export async function createChatTestApp(
  module: Type | DynamicModule,
  { customise = (builder) => builder, prepare }: ChatTestAppOptions = {},
): Promise<ChatTestApp> {
  const compiled = await customise(Test.createTestingModule({ imports: [module] })).compile();
  const app = compiled.createNestApplication({ forceCloseConnections: true, logger: ['fatal'] });
  prepare?.(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const clients: TestClient[] = [];
  const connect = async (auth?: TestAuth) => {
    const client = await TestClient.connect(url, auth);
    clients.push(client);
    return client;
  };
  return {
    app,
    url,
    connect,
    connectAs: (username) => connect({ username }),
    async close() {
      for (const client of clients) client.close();
      await app.close();
    },
  };
}
