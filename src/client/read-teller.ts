import type { Clock } from './clock.js';

/** What is read one after another is told at most so often. */
const INTERVAL_MS = 1_000;

interface ReadTellerPorts {
  /** The `seq` up to which was read, as long as the server does not know it. */
  untold(): number | undefined;
  /** Tells it. */
  tell(seq: number): Promise<unknown>;
  /** It was told. */
  onTold(seq: number): void;
}

/**
 * Tells the server how far one has read: the newest mark only, one request at a time. Whoever reads
 * along with a busy room does not send a request for each message.
 */
export class ReadTeller {
  readonly #ports: ReadTellerPorts;
  readonly #clock: Clock;
  #telling: Promise<void> | undefined;
  #toldAt = -Infinity;

  constructor(clock: Clock, ports: ReadTellerPorts) {
    this.#ports = ports;
    this.#clock = clock;
  }

  /** Resolves when the server knows everything that was read. */
  tell(): Promise<void> {
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = undefined;
    });
    return this.#telling;
  }

  async #tellAll(): Promise<void> {
    while (this.#ports.untold() !== undefined) {
      await this.#interval();
      const seq = this.#ports.untold();
      if (seq === undefined) return;
      await this.#ports.tell(seq);
      this.#toldAt = this.#clock.now();
      this.#ports.onTold(seq);
    }
  }

  async #interval(): Promise<void> {
    const left = this.#toldAt + INTERVAL_MS - this.#clock.now();
    if (left > 0) await new Promise<void>((resolve) => void this.#clock.after(left, resolve));
  }
}
