import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Violation } from '../checker/rule.js';
import { check } from '../checker/check.js';
import { HistoryRecorder } from '../history/history.recorder.js';
import { FaultProxy } from './fault-proxy.js';
import { Load } from './load.js';
import { Person } from './person.js';
import type { Recorded } from './recording.transport.js';
import type { PersonStatus } from 'nest-parley/protocol';
import { Random } from './random.js';
import { readLogs, readViews } from './inspection.js';
import { ServerNode } from './server-node.js';
import { bar, until } from './waiting.js';

/** T: how soon everyone is level when a fault is over. Milliseconds. */
export const HEAL_MS = bar(5_000);
const MIB = 1_048_576;
const MOST_MEMORY_BYTES = 512 * MIB;
/** In every text, and in the secret that signs tokens: no log may have it. */
const CANARY = 'canary-7c1f';
/** How long what has no bound of its own may take. */
const PATIENCE_MS = bar(60_000);

/** A run of one row. */
export interface WorldOptions {
  readonly row: string;
  readonly seed: number;
  /** Where the history and the logs go. */
  readonly folder: string;
  /** Says how far it is. */
  readonly report: (progress: string) => void;
}

/** A node with the way that its clients take to it. */
export interface Site {
  readonly node: ServerNode;
  readonly proxy: FaultProxy;
}

/** The servers, clients and faults of one run, and what is written down about them. */
export class World {
  readonly random: Random;
  readonly sites: Site[] = [];
  readonly people: Person[] = [];
  readonly load: Load;
  /** Where clients connect, if not to the nodes in turn: a balancer. */
  entrance: { readonly node: string; readonly url: string } | undefined;
  /** What a row measured, to be shown: milliseconds, counts. */
  readonly figures = new Map<string, number[]>();
  private readonly cleanups: (() => Promise<void> | void)[] = [];
  private readonly faults = new Set<string>();

  private constructor(
    readonly options: WorldOptions,
    readonly recorder: HistoryRecorder,
  ) {
    this.random = new Random(options.seed);
    this.load = new Load(this.random, CANARY);
  }

  static async create(options: WorldOptions): Promise<World> {
    await mkdir(options.folder, { recursive: true });
    const recorder = new HistoryRecorder(join(options.folder, 'history.jsonl'));
    recorder.add({
      op: 'run',
      row: options.row,
      seed: options.seed,
      healMs: HEAL_MS,
      answerMs: HEAL_MS,
      rssCapBytes: MOST_MEMORY_BYTES,
    });
    return new World(options, recorder);
  }

  /** Runs when the world ends, the latest first. */
  onEnd(cleanup: () => Promise<void> | void): void {
    this.cleanups.push(cleanup);
  }

  /** Starts a node and the proxy before it. */
  async addNode(env: Readonly<Record<string, string>>): Promise<Site> {
    const name = `node-${this.sites.length + 1}`;
    const secret = `${CANARY}, a secret of at least 32 bytes`;
    const node = await ServerNode.start(this.recorder, {
      name,
      canary: CANARY,
      env: { TOKEN_SECRET: secret, RATE_LIMIT_ENABLED: 'false', ...env },
    });
    const site = { node, proxy: await FaultProxy.start(node.url) };
    this.sites.push(site);
    this.onEnd(async () => {
      if (node.isRunning) await node.end('SIGKILL');
      await node.saveOutput(this.options.folder);
    });
    this.onEnd(() => site.proxy.cut());
    return site;
  }

  /** New guests, who join the rooms, and of whom each two converse; all write when the load is on. */
  async gather(names: readonly string[], rooms: readonly string[]): Promise<void> {
    const people = names.map((user) => this.addDevice(user));
    await Promise.all(people.map((person) => this.enter(person, rooms)));
    const pairs = people.map((person, index) => [person, names[index ^ 1]] as const);
    await Promise.all(
      pairs.map(async ([person, other]) => {
        if (other === undefined) return;
        await person.converse(other);
        this.load.add(person, person.chat.conversation(other));
      }),
    );
  }

  /** Another device of someone who is here. */
  async gatherSecondDevice(of: string, rooms: readonly string[]): Promise<void> {
    const token = this.people.find(({ user }) => user === of)?.chat.token;
    await this.enter(this.addDevice(of, token), rooms);
  }

  /** Someone with a way of their own to the first node, who only reads. */
  async gatherAlone(user: string, rooms: readonly string[]) {
    const [site] = this.sites;
    if (!site) throw new Error('There is no node to connect to');
    const proxy = await FaultProxy.start(site.node.url);
    this.onEnd(() => proxy.cut());
    const dial = () => ({ node: site.node.name, url: proxy.url });
    const person = this.add(user, dial);
    await Promise.all(rooms.map((name) => person.join(name)));
    return { person, proxy };
  }

  /** Connects by the entrance, or to the nodes in turn, and to the next one when its own is away. */
  addDevice(user: string, token?: string): Person {
    let next = this.people.length;
    const dial = () => {
      if (this.entrance) return this.entrance;
      const site = this.sites[next % this.sites.length];
      next += 1;
      return { node: site?.node.name ?? '', url: site?.proxy.url ?? '' };
    };
    return this.add(user, dial, token);
  }

  /** Was it the last that someone was told of someone's presence? */
  sees(user: string, about: string, status: PersonStatus): boolean {
    const last = this.recorder.history.findLast(
      (entry) => entry.op === 'presence' && entry.user === user && entry.about === about,
    );
    return last?.op === 'presence' && last.status === status;
  }

  /** The messages of a page of history, as someone gets it now. */
  async readsHistory(user: string, name: string): Promise<number> {
    const room = this.people.find((person) => person.user === user)?.chat.room(name);
    const page = await room?.page();
    return page?.messages.length ?? 0;
  }

  private add(user: string, dial: Recorded['dial'], token?: string): Person {
    const client = `${user}-${this.people.length + 1}`;
    const person = new Person(this.recorder, { client, user, dial }, token);
    this.people.push(person);
    return person;
  }

  private async enter(person: Person, rooms: readonly string[]): Promise<void> {
    await Promise.all(rooms.map(async (name) => this.load.add(person, await person.join(name))));
  }

  begin(fault: string): void {
    this.faults.add(fault);
    this.recorder.add({ op: 'fault', name: fault });
  }

  heal(fault: string): void {
    this.faults.delete(fault);
    this.recorder.add({ op: 'heal', name: fault });
  }

  note(figure: string, value: number): void {
    this.figures.set(figure, [...(this.figures.get(figure) ?? []), value]);
  }

  /**
   * Waits until everyone is connected and has everything that anyone has. While the load goes on, the
   * goal is what there was at the beginning. Milliseconds that it took.
   */
  async levelled(withinMs = PATIENCE_MS): Promise<number> {
    const goal = this.frontier();
    return until('everyone is level', withinMs, () =>
      this.people.every(
        (person) =>
          person.isOnline &&
          [...person.places].every(([room, seq]) => seq >= (goal.get(room) ?? 0)),
      ),
    );
  }

  /** Ends the load, waits for quiet, and writes down what is stored and who is here. */
  async settle(): Promise<void> {
    await this.load.stop();
    for (const fault of this.faults) throw new Error(`"${fault}" was not healed`);
    await until('every send is answered', PATIENCE_MS, () =>
      this.people.every(({ unanswered }) => unanswered === 0),
    );
    const [failure] = this.people.flatMap(({ failures }) => failures);
    if (failure) throw new Error('A send was given up', { cause: failure });
    await this.levelled();
    await readLogs(this);
    await readViews(this);
    for (const { node } of this.sites) if (node.isRunning) node.look();
  }

  /** What is wrong with what was written down. */
  violations(): Violation[] {
    return check(this.recorder.history);
  }

  async end(): Promise<void> {
    await this.load.stop();
    for (const person of this.people) person.close();
    for (const cleanup of this.cleanups.toReversed()) await cleanup();
    await this.recorder.close();
  }

  private frontier(): Map<string, number> {
    const frontier = new Map<string, number>();
    for (const { places } of this.people) {
      for (const [room, seq] of places) frontier.set(room, Math.max(seq, frontier.get(room) ?? 0));
    }
    return frontier;
  }
}

/** The settings of a node that keeps everything in the folder of its run. */
export function sqliteIn({ options }: World): Record<string, string> {
  return { DATABASE_URL: `sqlite:${join(options.folder, 'parley.db')}` };
}
