import type { Clock } from './clock.js';
import { nameKey } from './names.js';

/** A sign of typing counts for so long. */
const TYPING_LASTS_MS = 6_000;
/** One's own typing is told at most so often. */
const TYPING_TOLD_MS = 3_000;
const MOST_TYPISTS = 50;

interface Typist {
  username: string;
  until: number;
}

/** Who is typing in a room or conversation. */
export class Typists {
  readonly #clock: Clock;
  readonly #onChange: (usernames: readonly string[]) => void;
  readonly #typists = new Map<string, Typist>();
  #usernames: readonly string[] = [];
  #cancel: () => void = () => {};

  constructor(clock: Clock, onChange: (usernames: readonly string[]) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get usernames(): readonly string[] {
    return this.#usernames;
  }

  add(username: string): void {
    const key = nameKey(username);
    if (this.#typists.size >= MOST_TYPISTS && !this.#typists.has(key)) return;
    this.#typists.set(key, { username, until: this.#clock.now() + TYPING_LASTS_MS });
    this.#refresh();
  }

  remove(username: string): void {
    if (this.#typists.delete(nameKey(username))) this.#refresh();
  }

  clear(): void {
    this.#typists.clear();
    this.#refresh();
  }

  #refresh(): void {
    this.#cancel();
    const now = this.#clock.now();
    for (const [key, { until }] of this.#typists) if (until <= now) this.#typists.delete(key);
    const typists = [...this.#typists.values()];
    if (typists.length > 0) {
      const earliest = Math.min(...typists.map(({ until }) => until));
      this.#cancel = this.#clock.after(earliest - now, () => this.#refresh());
    }
    const usernames = typists.map(({ username }) => username);
    if (usernames.join('\n') === this.#usernames.join('\n')) return;
    this.#usernames = usernames;
    this.#onChange(usernames);
  }
}

/** Decides which of one's own keystrokes are told. */
export class TypingThrottle {
  readonly #clock: Clock;
  #toldAt = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Should this be told? */
  admits(typing: boolean): boolean {
    const now = this.#clock.now();
    if (!typing) {
      const told = now - this.#toldAt < TYPING_LASTS_MS;
      this.#toldAt = -Infinity;
      return told;
    }
    if (now - this.#toldAt < TYPING_TOLD_MS) return false;
    this.#toldAt = now;
    return true;
  }
}
