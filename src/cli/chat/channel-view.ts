import type { Conversation, Room, SentMessage } from '../../client/index.js';
import type { DayMarks } from './day-marks.js';
import { counted, messageLine } from './lines.js';
import type { Screen } from './screen.js';

export interface ChannelViewOptions {
  channel: Room | Conversation;
  screen: Screen;
  days: DayMarks;
  /** What to call it in front of its messages; `undefined` if that is plain to see. */
  place: () => string | undefined;
}

/** Shows the messages of a room or private conversation, each once, in order. */
export class ChannelView {
  readonly #options: ChannelViewOptions;
  /** The `seq` of the oldest message on the screen. */
  #oldest: number | undefined;
  /** While the connection is being resumed: what came meanwhile, to be counted first. */
  #missed: SentMessage[] | undefined;

  constructor(options: ChannelViewOptions) {
    this.#options = options;
  }

  /** The `seq` before which nothing has been shown; `undefined` if nothing was. */
  get oldest(): number | undefined {
    return this.#oldest;
  }

  /** What was there before one came. */
  showLoaded(): void {
    for (const message of this.#options.channel.messages) {
      if (message.state === 'sent') this.#show(message);
    }
  }

  /** A message took its place. */
  receive(message: SentMessage): void {
    if (this.#missed) this.#missed.push(message);
    else this.#show(message);
  }

  /** The connection is lost: what comes first afterwards was missed. */
  lost(): void {
    this.#missed ??= [];
  }

  /** What was missed is here. */
  resumed(): void {
    const missed = this.#missed ?? [];
    this.#missed = undefined;
    const count = missed.filter(({ mine }) => !mine).length;
    const { screen, place } = this.#options;
    const where = place();
    if (count > 0) {
      screen.tell(
        `${counted(count, 'message')} missed${where === undefined ? '' : ` in ${where}`}:`,
      );
    }
    for (const message of missed) this.#show(message);
  }

  /** The server numbers anew, so what is older is not what was shown. */
  forget(): void {
    this.#oldest = undefined;
  }

  /** Older messages were shown, from this `seq` on. */
  reached(seq: number | undefined): void {
    this.#oldest = seq ?? this.#oldest;
  }

  /** Shows a message with the day it is of, if `days` has to say so. */
  print(message: SentMessage, days: DayMarks): void {
    const { screen, place } = this.#options;
    const day = days.before(message.at);
    if (day !== undefined) screen.show(screen.paint('dim', day));
    screen.show(messageLine(message, screen.paint, place()));
  }

  #show(message: SentMessage): void {
    this.#oldest ??= message.seq;
    this.print(message, this.#options.days);
  }
}
