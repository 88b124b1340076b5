import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ChatClient,
  ClientClosedError,
  memoryStorage,
  type Channel,
  type ChatMessage,
  type SentMessage,
  type StoredMessage,
} from '../../src/client/index.js';
import { NO_FAULTS, type Faults } from './faulty-network.js';
import { ModelServer } from './model-server.js';
import { VirtualTime } from './virtual-time.js';

type Name = 'alice' | 'bob';
const other = (name: Name): Name => (name === 'alice' ? 'bob' : 'alice');

/** Two devices of alice's, one of bob's. */
const DEVICES: readonly Name[] = ['alice', 'alice', 'bob'];

type Step = { after: number } & (
  | { kind: 'send'; device: number; privately: boolean }
  | { kind: 'disconnect'; who: Name | undefined }
  | { kind: 'read'; device: number }
  | { kind: 'join' | 'restart'; device: number }
);

const device = fc.nat({ max: DEVICES.length - 1 });
const after = fc.oneof(fc.constant(0), fc.nat({ max: 1_500 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      after,
      device,
      privately: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('disconnect' as const),
      after,
      who: fc.constantFrom<Name | undefined>('alice', 'bob', undefined),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read' as const), after, device }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('join', 'restart'), after, device }),
  },
);
const rate = fc.integer({ min: 0, max: 40 }).map((percent) => percent / 100);
const faults: fc.Arbitrary<Faults> = fc.record({
  drop: rate,
  duplicate: rate,
  fail: rate,
  refuse: rate,
  delayMs: fc.integer({ min: 1, max: 3_000 }),
});

const consecutive = (seqs: readonly number[]): boolean =>
  seqs.every((seq, index) => index === 0 || seq === (seqs[index - 1] ?? 0) + 1);
const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
const isSent = (message: ChatMessage): message is SentMessage => message.state === 'sent';

/** What is wrong with what is shown. Each text is sent once: shown twice, it is a copy. */
function faultsOf(messages: readonly ChatMessage[]): string[] {
  const sent = messages.filter(isSent);
  const rules: [string, boolean][] = [
    ['a stored message after an unsent one', sent.every((message, i) => message === messages[i])],
    ['a gap, or not in order', consecutive(sent.map(({ seq }) => seq))],
    ['a copy', distinct(messages.map(({ message }) => message))],
    ['a key twice', distinct(messages.map(({ key }) => key))],
  ];
  return rules.filter(([, holds]) => !holds).map(([fault]) => fault);
}

/** A channel of one device, looked at whenever it changes. */
class Watched {
  readonly problems: unknown[] = [];
  readonly #told: SentMessage[] = [];
  /** What came after this is told. */
  readonly #since: number;

  constructor(readonly channel: Channel) {
    this.#since = channel.lastSeq;
    channel.on('message', (message) => this.#told.push(message));
    channel.subscribe(() => this.problems.push(...faultsOf(channel.messages)));
  }

  /** In the end it shows, and has told, what is stored. */
  compare(log: readonly StoredMessage[]): void {
    const ids = log.map(({ id }) => id);
    const shown = this.channel.messages.map((message) => (isSent(message) ? message.id : 'unsent'));
    if (!isDeepStrictEqual(shown, ids)) this.problems.push({ shown, ids });
    const told = this.#told.map(({ id }) => id);
    if (!isDeepStrictEqual(told, ids.slice(this.#since))) this.problems.push({ told, ids });
  }
}

interface Sent {
  device: number;
  privately: boolean;
  text: string;
  stored?: StoredMessage;
}

/** One run of the model: what was sent, what was stored, and what each device showed. */
class Run {
  readonly server: ModelServer;
  readonly #time: VirtualTime;
  readonly #storages = DEVICES.map(() => memoryStorage());
  readonly #clients: ChatClient[];
  readonly #rooms: (Watched | undefined)[] = [];
  readonly #conversations: (Watched | undefined)[] = [];
  readonly #members = new Set<number>();
  readonly #sent: Sent[] = [];
  readonly #problems: unknown[] = [];

  constructor(seed: number) {
    this.#time = new VirtualTime(seed);
    this.server = new ModelServer(this.#time);
    this.#clients = DEVICES.map((_, device) => this.#connect(device));
  }

  #connect(device: number): ChatClient {
    return new ChatClient({
      url: 'model:',
      username: DEVICES[device] ?? 'alice',
      transport: this.server.transport,
      clock: this.#time,
      storage: this.#storages[device] ?? memoryStorage(),
    });
  }

  /** Everyone is known to the server, and the first device is in the room. */
  async start(): Promise<void> {
    this.#join(0);
    await this.#time.pass(1_000);
    for (const device of DEVICES.keys()) this.#converse(device);
    await this.#time.pass(1_000);
  }

  async take(step: Step): Promise<void> {
    await this.#time.pass(step.after);
    if (step.kind === 'disconnect') this.server.disconnect(step.who);
    if (step.kind === 'read') void this.#rooms[step.device]?.channel.markRead();
    if (step.kind === 'join') this.#join(step.device);
    if (step.kind === 'restart') this.#restart(step.device);
    if (step.kind === 'send') this.#send(step.device, step.privately);
  }

  #join(device: number): void {
    this.#members.add(device);
    const client = this.#clients[device];
    client?.join('lobby').then(
      (room) => (this.#rooms[device] ??= new Watched(room)),
      (error: unknown) => this.#failed(error),
    );
  }

  #converse(device: number): void {
    const person = other(DEVICES[device] ?? 'alice');
    const conversation = this.#clients[device]?.conversation(person);
    conversation?.opened().then(
      () => (this.#conversations[device] ??= new Watched(conversation)),
      (error: unknown) => this.#failed(error),
    );
  }

  /** The program ends at any point, and is started again with what it had stored. */
  #restart(device: number): void {
    this.#clients[device]?.close();
    this.#clients[device] = this.#connect(device);
    this.#rooms[device] = undefined;
    this.#conversations[device] = undefined;
    if (this.#members.has(device)) this.#join(device);
    this.#converse(device);
  }

  #failed(error: unknown): void {
    if (!(error instanceof ClientClosedError)) this.#problems.push(error);
  }

  #send(device: number, privately: boolean): void {
    const watched = (privately ? this.#conversations : this.#rooms)[device];
    if (!watched) return;
    const sent: Sent = { device, privately, text: `text ${this.#sent.length}` };
    this.#sent.push(sent);
    watched.channel.send(sent.text).then(
      (stored) => (sent.stored = stored),
      (error: unknown) => this.#failed(error),
    );
  }

  /** The faults end, and connections that lost something unnoticed are made anew. */
  async heal(): Promise<void> {
    this.server.network.faults = NO_FAULTS;
    await this.#time.pass(120_000);
    this.server.disconnect();
    await this.#time.pass(120_000);
  }

  problems(): unknown[] {
    const logs = [this.server.logs.of('lobby'), this.server.logs.between('alice', 'bob')] as const;
    this.#checkStored(logs);
    for (const [index, client] of this.#clients.entries()) {
      if (client.connection !== 'online') this.#problems.push(client.connection);
      this.#rooms[index]?.compare(logs[0]);
      this.#conversations[index]?.compare(logs[1]);
    }
    const watched = [...this.#rooms, ...this.#conversations];
    return [...this.#problems, ...watched.flatMap((channel) => channel?.problems ?? [])];
  }

  /** Every send was stored once, is what its promise said, and in the order of the calls. */
  #checkStored(logs: readonly [StoredMessage[], StoredMessage[]]): void {
    const stored = logs.flat().map(({ message }) => message);
    const sent = this.#sent.map(({ text }) => text);
    if (!isDeepStrictEqual(stored.toSorted(), sent.toSorted())) {
      this.#problems.push({ stored, sent });
    }
    for (const { text, privately, stored } of this.#sent) {
      const entry = logs[privately ? 1 : 0].find(({ message }) => message === text);
      if (stored && stored.id !== entry?.id) this.#problems.push({ text, stored });
    }
    for (const [device, privately] of DEVICES.flatMap((_, d) => [
      [d, 0] as const,
      [d, 1] as const,
    ])) {
      const own = this.#sent.filter(
        (s) => s.device === device && Number(s.privately) === privately,
      );
      const texts = own.map(({ text }) => text);
      const order = logs[privately].map(({ message }) => message).filter((m) => texts.includes(m));
      if (!isDeepStrictEqual(order, texts)) this.#problems.push({ order, texts });
    }
  }

  stop(): void {
    for (const client of this.#clients) client.close();
  }
}

async function problemsOf(seed: number, faults: Faults, steps: readonly Step[]) {
  const run = new Run(seed);
  try {
    await run.start();
    run.server.network.faults = faults;
    for (const step of steps) await run.take(step);
    await run.heal();
    return run.problems();
  } finally {
    run.stop();
  }
}

describe('nothing lost, nothing twice, in order', () => {
  it('over a network that drops, delays, duplicates, reorders and disconnects', async () => {
    const steps = fc.array(step, { maxLength: 50, size: 'max' });
    const property = fc.asyncProperty(fc.integer(), faults, steps, async (...run) => {
      expect(await problemsOf(...run)).toEqual([]);
    });
    await fc.assert(property, {
      interruptAfterTimeLimit: 30_000,
      numRuns: Number(process.env['FC_RUNS'] ?? 100),
    });
  }, 120_000);
});

describe('the checker', () => {
  const message = (seq: number): SentMessage => ({
    key: `${seq}`,
    id: `${seq}`,
    seq,
    type: 'generic',
    username: 'bob',
    mine: false,
    message: `text ${seq}`,
    at: '',
    state: 'sent',
  });
  const good = [message(1), message(2), message(3)];

  it('passes what is right', () => {
    expect(faultsOf(good)).toEqual([]);
  });

  it.each([
    ['a lost message', [message(1), message(3)], 'a gap, or not in order'],
    ['messages out of order', [message(2), message(1)], 'a gap, or not in order'],
    ['a copy', [message(1), { ...message(2), message: 'text 1' }], 'a copy'],
    ['a key used twice', [message(1), { ...message(2), key: '1' }], 'a key twice'],
  ])('sees %s', (_, messages, fault) => {
    expect(faultsOf(messages)).toEqual([fault]);
  });
});
