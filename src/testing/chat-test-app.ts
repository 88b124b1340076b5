import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { CHAT_MODULE_OPTIONS, CHAT_OPTIONS } from '../chat/chat.module-definition.js';
import type { ChatModuleOptions } from '../chat/chat.options.js';
import { checkOptions } from '../chat/options.check.js';
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
  /** True: the database is the one that `storage.url` names. Default false: one in memory. */
  keepDatabase?: boolean;
  /** Overrides providers, as Nest's testing module does. */
  customise?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** Prepares the application as `main.ts` would: adapters, pipes, prefixes. */
  prepare?: (app: INestApplication) => void;
}

/**
 * Starts an application that imports `ChatModule` on a free port of this machine. Its messages are
 * kept in memory, whatever `storage.url` its options have, and are gone with it: it is then the only node,
 * whatever `cluster` they have. A database of the host's own, `storage.kysely`, stays the host's to choose.
 */
export async function createChatTestApp(
  module: Type | DynamicModule,
  { keepDatabase = false, customise = (builder) => builder, prepare }: ChatTestAppOptions = {},
): Promise<ChatTestApp> {
  const builder = Test.createTestingModule({ imports: [module] });
  if (!keepDatabase) {
    builder
      .overrideProvider(CHAT_OPTIONS)
      .useFactory({ factory: withMemory, inject: [CHAT_MODULE_OPTIONS] });
  }
  const compiled = await customise(builder).compile();
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

function withMemory(options: ChatModuleOptions): ChatModuleOptions {
  const { storage } = checkOptions(options);
  if (!('url' in storage)) return options;
  const { cluster: _, ...single } = options;
  return { ...single, storage: { url: 'sqlite::memory:' } };
}
