import type { Ack, ChatError, ClientEvent, PayloadOf, ResultOf } from '../protocol/index.js';
import { backoff, type Clock } from './clock.js';
import type { Credentials } from './credentials.js';
import { toException } from './errors.js';
import type { Gate } from './gate.js';
import type { Session } from './session.js';

interface RequestsOptions {
  session: Session;
  clock: Clock;
  credentials: Credentials;
  /** Until a request without an answer counts as lost. */
  timeoutMs: number;
}

/**
 * Asks the server and asks again: every request of the protocol means the same when it arrives
 * twice (a send by its `clientId`), so a lost answer is never a reason to give up.
 */
export class Requests {
  readonly #options: RequestsOptions;
  /** Ends each wait that goes on: for an answer, or for the time to ask again. */
  readonly #waits = new Set<() => void>();

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /**
   * Asks until there is an answer that stands.
   * @param payload is called for each attempt, right before it is sent.
   * @param gate must be open to ask. Default: being online.
   * @param onRefused is told each refusal after which it asks again.
   * @throws ChatException the server's refusal; what the gate was ended with.
   */
  async ask<E extends ClientEvent>(
    event: E,
    payload: () => PayloadOf<E>,
    gate: Gate = this.#options.session.gate,
    onRefused: (error: ChatError) => void = () => {},
  ): Promise<ResultOf<E>> {
    const { session, clock, credentials } = this.#options;
    let renewed = false;
    for (let failures = 0; ; failures += 1) {
      await gate.pass();
      if (!gate.isOpen) continue;
      const answer = await this.once(event, payload());
      if (answer?.ok) return answer;
      if (answer?.error.code === 'TOKEN_EXPIRED' && credentials.renewable && !renewed) {
        renewed = true;
        credentials.expired();
        session.renew();
        continue;
      }
      if (answer && !answer.error.retryable) throw toException(answer.error);
      if (answer) onRefused(answer.error);
      if (gate.isOpen) {
        await this.#pause(Math.max(answer?.error.retryAfterMs ?? 0, backoff(failures, clock)));
      }
    }
  }

  /** Asks once; `undefined`: no answer came in time, or the connection was lost. */
  once<E extends ClientEvent>(
    event: E,
    payload: PayloadOf<E>,
  ): Promise<Ack<ResultOf<E>> | undefined> {
    return new Promise((resolve) => {
      const stopWaiting = this.#wait(this.#options.timeoutMs, () => resolve(undefined));
      const sent = this.#options.session.emit(event, payload, (answer) => {
        stopWaiting();
        resolve(answer);
      });
      if (!sent) {
        stopWaiting();
        resolve(undefined);
      }
    });
  }

  /** The connection is gone: no answer will come. */
  lost(): void {
    for (const end of this.#waits) end();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#wait(ms, resolve));
  }

  /** Calls `onEnd` after `ms` or when the connection is lost; not after the returned function. */
  #wait(ms: number, onEnd: () => void): () => void {
    const stop = (): void => {
      cancel();
      this.#waits.delete(end);
    };
    const end = (): void => {
      stop();
      onEnd();
    };
    const cancel = this.#options.clock.after(ms, end);
    this.#waits.add(end);
    return stop;
  }
}
