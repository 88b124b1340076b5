import { CommandError } from './command.error.js';
import { harmless } from './harmless.js';
import type { Screen } from './screen.js';

interface Page<Entry> {
  entries: readonly Entry[];
  complete: boolean;
}

interface PagesOptions<Entry> {
  /** The command that shows the first page; with `more` the next. */
  command: string;
  /** What is listed, for people: "rooms". */
  noun: string;
  ask: (after: string | undefined) => Promise<Page<Entry>>;
  nameOf: (entry: Entry) => string;
  line: (entry: Entry) => string;
}

/** Shows a list of the server's page by page. */
export class Pages<Entry> {
  readonly #options: PagesOptions<Entry>;
  readonly #screen: Screen;
  /** The last name shown, if there are more. */
  #last: string | undefined;

  constructor(screen: Screen, options: PagesOptions<Entry>) {
    this.#screen = screen;
    this.#options = options;
  }

  /** @param argument `more` for the page after the one shown last. */
  async show(argument: string): Promise<void> {
    const { command, noun, ask, nameOf, line } = this.#options;
    if (argument !== '' && argument !== 'more') {
      throw new CommandError(`${command} takes nothing or "more", not "${harmless(argument)}"`);
    }
    if (argument === 'more' && this.#last === undefined) {
      throw new CommandError(`There are no more ${noun}; ${command} shows the first`);
    }
    const { entries, complete } = await ask(argument === 'more' ? this.#last : undefined);
    for (const entry of entries) this.#screen.show(line(entry));
    if (entries.length === 0) this.#screen.show(`  no ${noun}`);
    const last = entries.at(-1);
    this.#last = complete || last === undefined ? undefined : nameOf(last);
    if (this.#last !== undefined) this.#screen.show(`  there are more: ${command} more`);
  }
}
