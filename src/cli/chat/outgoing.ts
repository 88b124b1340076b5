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
  #count = 0;

  constructor(client: ChatClient, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  /** How many messages are on their way. */
  get count(): number {
    return this.#count;
  }

  /**
   * Sends a text; resolves when the server has stored it and it had its turn to be shown.
   * @throws CommandError with the text and the server's refusal, or that there was no answer.
   */
  async send(channel: Room | Conversation, text: string): Promise<void> {
    this.#change(1);
    try {
      const { seq } = await channel.send(text);
      await this.#shown(channel, seq);
    } catch (error) {
      const shown = harmless(text);
      const over = error instanceof ClientClosedError || this.#client.connection === 'refused';
      // It may have arrived: the answer is what is missing.
      if (over) throw new CommandError(`not confirmed by the server: ${shown}`);
      throw new CommandError(`not sent: ${shown} – ${explain(error)}`);
    } finally {
      this.#change(-1);
    }
  }

  #change(by: number): void {
    this.#count += by;
    this.#onChange();
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
