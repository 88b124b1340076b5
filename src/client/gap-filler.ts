import { LIMITS, type ChatError, type StoredMessage } from '../protocol/index.js';
import type { Clock } from './clock.js';
import { toChatError } from './errors.js';
import type { Gate } from './gate.js';
import type { MessageLog } from './message-log.js';

/**
 * How long what is missing may still be on its way, before it is fetched: the answer to one's own
 * send often comes a moment after the messages that were stored together with it.
 */
const GRACE_MS = 100;
/** After the server could not give a page of history. */
const RETRY_MS = 10_000;

interface PageAfter {
  after: number;
  limit: number;
}

interface GapFillerPorts {
  /** Asks for a page of history; `range` is called for each attempt, right before it is sent. */
  ask(range: () => PageAfter): Promise<{ messages: readonly StoredMessage[] }>;
  /** The log has taken a page in. */
  onPage(): void;
  /** Nothing is missing any more; or, with an error, it could not be fetched for now. */
  onOutcome(error: ChatError | undefined): void;
}

/** Fetches what a log is missing, until its gate is ended. */
export class GapFiller {
  readonly #clock: Clock;
  readonly #log: MessageLog;
  readonly #gate: Gate;
  readonly #ports: GapFillerPorts;
  #fetching = false;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, log: MessageLog, gate: Gate, ports: GapFillerPorts) {
    this.#clock = clock;
    this.#log = log;
    this.#gate = gate;
    this.#ports = ports;
  }

  /** Fetches what does not come by itself in a moment. */
  fillSoon(): void {
    this.#fillIn(GRACE_MS);
  }

  /** Fetches what is missing as soon as this turn is over. */
  fillNow(): void {
    this.#fillIn(0);
  }

  /** Fetches nothing more: the gate was ended. */
  stop(): void {
    this.#cancel?.();
  }

  #fillIn(delayMs: number): void {
    if (!this.#log.behind || this.#fetching || this.#gate.ended) return;
    // A later gap does not put off the fetch for an earlier one.
    if (this.#cancel && delayMs > 0) return;
    this.#cancel?.();
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#cancel = undefined;
      void this.#fill();
    });
  }

  async #fill(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    let retryMs = 0;
    try {
      while (this.#log.behind) await this.#fetchPage();
      this.#ports.onOutcome(undefined);
    } catch (error) {
      // The server has no page for us now: a later attempt may succeed. Or the gate was ended.
      if (!this.#gate.ended) this.#ports.onOutcome(toChatError(error));
      retryMs = RETRY_MS;
    }
    this.#fetching = false;
    this.#fillIn(retryMs);
  }

  async #fetchPage(): Promise<void> {
    let after = 0;
    let known = 0;
    const { messages } = await this.#ports.ask(() => {
      after = this.#log.last ?? 0;
      known = this.#log.target;
      return { after, limit: LIMITS.maxPage };
    });
    this.#log.acceptPage(messages, after, known);
    this.#ports.onPage();
  }
}
