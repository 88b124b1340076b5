import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { MetricsPage } from '../support/metrics.js';
import { ServerProcess } from '../support/server-process.js';
import { FIRST_ID, FuzzConnection } from './fuzz-connection.js';
import { HeapProbe } from './heap-probe.js';
import { FUZZ_INPUT, type FuzzInput } from './inputs.js';
import { faultOfAnswer, faultOfHandshake } from './verdict.js';

/** Connections that are fuzzed at once. */
const LANES = 8;
/** Inputs that are made at a time. */
const CHUNK = 400;
/** Inputs before the heap is first looked at, so that caches and compiled code are in it. */
const WARM_UP = 1_200;
/** After so many faults more tell nothing. */
const ENOUGH_FAULTS = 10;

export interface FuzzRun {
  readonly seed: number;
  readonly inputs: number;
  /** Told how many inputs have been tried. */
  readonly onProgress?: (tried: number) => void;
}

export interface FuzzReport {
  readonly tried: number;
  /** What should not have been, and the input that it followed; a line each. */
  readonly faults: readonly string[];
  /** What the heap has grown by, garbage collected. Bytes. */
  readonly heapGrowth: number;
}

/** Tries inputs on a server of its own: the same seed tries the same inputs. */
export async function fuzz({ seed, inputs, onProgress }: FuzzRun): Promise<FuzzReport> {
  const server = await ServerProcess.start({
    DATABASE_URL: 'sqlite::memory:',
    RATE_LIMIT_ENABLED: 'false',
    NODE_OPTIONS: '--inspect=127.0.0.1:0',
  });
  const probe = await HeapProbe.attach(server.output);
  const faults: string[] = [];
  const lanes = Array.from({ length: LANES }, (_, lane) => new Lane(server.url, lane, faults));
  let before = 0;
  let tried = 0;
  try {
    while (tried < inputs && faults.length < ENOUGH_FAULTS) {
      const numRuns = Math.min(CHUNK, inputs - tried);
      const chunk = fc.sample(FUZZ_INPUT, { seed: seed + tried, numRuns });
      await Promise.all(lanes.map((lane) => lane.work(chunk)));
      tried += numRuns;
      onProgress?.(tried);
      if (before === 0 && tried >= Math.min(WARM_UP, inputs))
        before = await settle(server, lanes, probe);
    }
    const heapGrowth = (await settle(server, lanes, probe)) - before;
    faults.push(...(await lastFaults(server)));
    return { tried, faults, heapGrowth };
  } finally {
    probe.close();
    await server.end('SIGKILL');
  }
}

/** The heap when no one is connected. Bytes. */
async function settle(
  { url }: ServerProcess,
  lanes: readonly Lane[],
  probe: HeapProbe,
): Promise<number> {
  for (const lane of lanes) lane.hangUp();
  // The server hears of a cut connection a moment later.
  while ((await MetricsPage.read(url)).value('parley_connections') > 0) await delay(20);
  return probe.usedBytes();
}

async function lastFaults(server: ServerProcess): Promise<string[]> {
  const healthy = await fetch(`${server.url}/health/ready`).then(
    ({ status }) => status === 200,
    () => false,
  );
  return [
    ...(healthy ? [] : ['The server is not ready any more']),
    ...server.output
      .split('\n')
      .filter((line) => /"level":"(error|fatal)"|Unhandled|MaxListeners/.test(line))
      .map((line) => `The server said: ${line.slice(0, 500)}`),
  ].slice(0, ENOUGH_FAULTS);
}

/** One connection after another, which takes its share of every chunk. */
class Lane {
  private connection: FuzzConnection | undefined;
  private people = 0;
  private lastId = FIRST_ID;

  constructor(
    private readonly url: string,
    private readonly number: number,
    private readonly faults: string[],
  ) {}

  async work(chunk: readonly FuzzInput[]): Promise<void> {
    for (const [index, input] of chunk.entries()) {
      if (index % LANES !== this.number || this.faults.length >= ENOUGH_FAULTS) continue;
      const fault = await this.attempt(input).catch((broken: unknown) => String(broken));
      const stray = this.connection?.stray.splice(0) ?? [];
      const all = [fault, ...stray.map((packet) => `was answered again: ${packet}`)];
      for (const found of all) if (found !== undefined) this.faults.push(say(found, input));
    }
  }

  hangUp(): void {
    this.connection?.close();
    this.connection = undefined;
  }

  private async attempt(input: FuzzInput): Promise<string | undefined> {
    switch (input.kind) {
      case 'event': {
        const connection = await this.connected();
        const { event, payloads, attachments } = input;
        const id = ++this.lastId;
        return faultOfAnswer(await connection.request(id, event, payloads, attachments));
      }
      case 'burst':
        return this.burst(input);
      case 'frame':
        (await this.connected()).write(input.frame);
        return undefined;
      case 'handshake': {
        const connection = await FuzzConnection.open(this.url);
        const fault = faultOfHandshake(await connection.shakeHands(input.auth));
        connection.close();
        return fault;
      }
      case 'http':
        return this.ask(input);
    }
  }

  private async burst(input: FuzzInput & { kind: 'burst' }): Promise<string | undefined> {
    const connection = await this.connected();
    const answers = input.events.map((event) =>
      connection.request(++this.lastId, event, [input.payload]),
    );
    if (input.hangUp) this.hangUp();
    return (await Promise.all(answers)).map(faultOfAnswer).find((fault) => fault !== undefined);
  }

  private async ask(input: FuzzInput & { kind: 'http' }): Promise<string | undefined> {
    const { method, type, body, query } = input;
    const response = await fetch(`${this.url}/socket.io/?${query}`, {
      method,
      headers: { 'Content-Type': type },
      ...(method === 'POST' && { body }),
    });
    await response.arrayBuffer();
    return response.status >= 500 ? `was answered with ${response.status}` : undefined;
  }

  /** A connection in a room of its own: the one that there is, unless the server has closed it. */
  private async connected(): Promise<FuzzConnection> {
    if (this.connection?.isOpen) return this.connection;
    const connection = await FuzzConnection.open(this.url);
    const username = `fuzz-${this.number}-${++this.people}`;
    await connection.shakeHands(JSON.stringify({ username }));
    await connection.request(++this.lastId, 'join room', [`{"roomname":"${username}"}`]);
    this.connection = connection;
    return connection;
  }
}

/** A fault with its input, short enough for a line. */
function say(fault: string, input: FuzzInput): string {
  const shown = JSON.stringify(input, (_, value: unknown) =>
    value instanceof Uint8Array ? `bytes ${Buffer.from(value).toString('hex')}` : value,
  );
  return `${shown.slice(0, 600)} ${fault}`;
}
