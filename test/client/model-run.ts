import { isDeepStrictEqual } from 'node:util';
import {
  ChatClient,
  ClientClosedError,
  memoryStorage,
  type StoredMessage,
} from '../../src/client/index.js';
import { NO_FAULTS } from './faulty-network.js';
import { ModelServer } from './model-server.js';
import { VirtualTime } from './virtual-time.js';
import { WatchedChannel } from './watched-channel.js';

export type Name = 'alice' | 'bob';
const other = (name: Name): Name => (name === 'alice' ? 'bob' : 'alice');

/** Two devices of alice's, one of bob's. */
export const DEVICES: readonly Name[] = ['alice', 'alice', 'bob'];

export type Step = { after: number } & (
  | { kind: 'send'; device: number; privately: boolean }
  | { kind: 'disconnect'; who: Name | undefined }
  | { kind: 'read'; device: number }
  | { kind: 'join' | 'restart'; device: number }
);

interface Sent {
  device: number;
  privately: boolean;
  text: string;
  stored?: StoredMessage;
}

/** One run of the model: what was sent, what was stored, and what each device showed. */
export class ModelRun {
  readonly server: ModelServer;
  readonly #time: VirtualTime;
  readonly #storages = DEVICES.map(() => memoryStorage());
  readonly #clients: ChatClient[];
  readonly #rooms: (WatchedChannel | undefined)[] = [];
  readonly #conversations: (WatchedChannel | undefined)[] = [];
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
      (room) => (this.#rooms[device] ??= new WatchedChannel(room)),
      (error: unknown) => this.#failed(error),
    );
  }

  #converse(device: number): void {
    const person = other(DEVICES[device] ?? 'alice');
    const conversation = this.#clients[device]?.conversation(person);
    conversation?.opened().then(
      () => (this.#conversations[device] ??= new WatchedChannel(conversation)),
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
