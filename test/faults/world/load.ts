import type { Channel } from 'nest-parley/client';
import type { Person } from './person.js';
import type { Random } from './random.js';
import { pass } from './waiting.js';

interface Lane {
  readonly person: Person;
  readonly channel: Channel;
}

/** People who write in all their rooms and conversations, each the next when the last is answered. */
export class Load {
  private readonly lanes: Lane[] = [];
  private readonly running: Promise<void>[] = [];
  private isOn = false;
  private texts = 0;
  private waiting: { readonly count: number; readonly done: () => void } | undefined;
  /** How long texts are, about. */
  textLength = 0;
  /** How many sends were acknowledged. */
  stored = 0;

  /** @param canary is part of every text. */
  constructor(
    private readonly random: Random,
    private readonly canary: string,
  ) {}

  add(person: Person, channel: Channel): void {
    this.lanes.push({ person, channel });
  }

  /** @param pauseMs how long a lane waits between two sends, at most. */
  start(pauseMs: number): void {
    this.isOn = true;
    for (const lane of this.lanes) this.running.push(this.write(lane, pauseMs));
  }

  /** No new sends. Those under way are not waited for: their answers may be late. */
  async stop(): Promise<void> {
    this.isOn = false;
    await Promise.race([Promise.all(this.running), pass(1_000)]);
  }

  /** Resolves at the answer that says that so many more are stored. */
  storedAgain(more: number): Promise<void> {
    return new Promise((done) => {
      this.waiting = { count: this.stored + more, done };
    });
  }

  text(): string {
    this.texts += 1;
    const text = `${this.canary} ${this.texts} ${this.random.between(0, 1_000_000)} `;
    return text.padEnd(this.textLength, 'and so on, ').trim();
  }

  private async write({ person, channel }: Lane, pauseMs: number): Promise<void> {
    while (this.isOn) {
      await pass(this.random.between(0, pauseMs));
      if (!this.isOn) return;
      if (!(await person.send(channel, this.text()))) continue;
      this.stored += 1;
      if (this.waiting && this.stored >= this.waiting.count) this.waiting.done();
    }
  }
}
