import {
  ClientClosedError,
  type ChatClient,
  type Conversation,
  type Room,
} from '../../client/index.js';
import { CommandError } from './command.error.js';
import { explain } from './failure.js';
import { harmless } from './harmless.js';

/** What one has said that is not on the screen yet. */
export class Outgoing {
  readonly #client: ChatClient;
  readonly #onChange: () => void;
  readonly #sends = new Set<Promise<void>>();

  constructor(client: ChatClient, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  /** How many messages are on their way. */
  get count(): number {
    return this.#sends.size;
  }

  /**
   * Sends a text; resolves when the server has stored it and it had its turn to be shown.
   * @param channel where to; what it is rejected with says why it cannot be sent.
   * @throws CommandError with the text and the reason, or that there was no answer.
   */
  async send(channel: Promise<Room | Conversation>, text: string): Promise<void> {
    const sent = this.#send(channel, text);
    this.#sends.add(sent);
    this.#onChange();
    try {
      await sent;
    } finally {
      this.#sends.delete(sent);
      this.#onChange();
    }
  }

  /** Resolves when what is on its way now has arrived or failed. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#sends);
  }

  async #send(channel: Promise<Room | Conversation>, text: string): Promise<void> {
    try {
      const to = await channel;
      const { seq } = await to.send(text);
      await this.#shown(to, seq);
    } catch (error) {
      const shown = harmless(text);
      const over = error instanceof ClientClosedError || this.#client.connection === 'refused';
      // It may have arrived: the answer is what is missing.
      if (over) throw new CommandError(`not confirmed by the server: ${shown}`);
      throw new CommandError(`not sent: ${shown} – ${explain(error)}`);
    }
  }

  /** What comes before a stored message may still be on its way, and is shown before it. */
  #shown(channel: Room | Conversation, seq: number): Promise<void> {
    return new Promise((resolve) => {
      const stops: (() => void)[] = [];
      const look = (): void => {
        const { snapshot } = channel;
        const over =
          ('state' in snapshot && snapshot.state === 'left') ||
          this.#client.connection === 'refused';
        if (snapshot.lastSeq < seq && !over) return;
        for (const stop of stops) stop();
        resolve();
      };
      stops.push(channel.subscribe(look), this.#client.subscribe(look));
      look();
    });
  }
}
