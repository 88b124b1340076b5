import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from '@jest/globals';
import { TestClient } from 'nest-parley/testing';
import { ADAPTERS, MiniApp, type AdapterName } from './mini-app.js';

/** What a scenario's tests have to do with. */
export interface Embedding {
  /** Resolves when the host application has printed the text, since the test began. */
  prints(text: string): Promise<void>;
  /** Asks the host application over HTTP. */
  fetch(path: string, request?: RequestInit): Promise<Response>;
  /** Connects to its chat. */
  connect(auth?: Record<string, string>): Promise<TestClient>;
  /** Where it listens. */
  url(): string;
}

/** What is true of every scenario is told with its tests. */
export interface Scenario {
  readonly format?: 'es6' | 'commonjs';
  /** What it may print; anything else fails the scenario. Default: nothing at all. */
  readonly expectedOutput?: RegExp;
  readonly tests: (host: Embedding, adapter: AdapterName) => void;
}

/**
 * Runs a mini application on both adapters and tests it on each. In the end it is closed while sockets
 * are open, and must go by itself, having printed nothing that was not expected.
 */
export function describeEmbedding(name: string, { format, expectedOutput, tests }: Scenario): void {
  describe(`a host with ${name.replaceAll('-', ' ')}`, () => {
    let app: MiniApp;
    let printedBefore = 0;
    const clients: TestClient[] = [];
    beforeAll(async () => void (app = await MiniApp.start(name, format)));
    beforeEach(() => void (printedBefore = app.output.length));
    afterEach(() => clients.splice(0).forEach((client) => client.close()));

    describe.each(ADAPTERS)('on the %s adapter', (adapter) => {
      const url = () => app.urls[adapter];
      const connect = async (auth?: Record<string, string>) => {
        const client = await TestClient.connect(url(), auth);
        clients.push(client);
        return client;
      };
      tests(
        {
          prints: (text) => app.prints(text, printedBefore),
          fetch: (path, request) => fetch(url() + path, request),
          connect,
          url,
        },
        adapter,
      );
    });

    afterAll(async () => {
      await Promise.all(Object.values(app.urls).map(connectAnonymously));
      expect(await app.close()).toBe(0);
      const lines = app.output.split('\n').filter((line) => line.trim() !== '');
      expect(lines.filter((line) => !expectedOutput?.test(line))).toEqual([]);
    });
  });
}

/** Opens a connection for the host to close, where it lets anyone in like that. */
async function connectAnonymously(url: string): Promise<void> {
  await TestClient.connect(url).catch(() => undefined);
}
