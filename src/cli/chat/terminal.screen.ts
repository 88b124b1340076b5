import {
  clearScreenDown,
  createInterface,
  cursorTo,
  moveCursor,
  type CompleterResult,
  type Interface,
  type Key,
} from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { paintFor, type Paint } from './paint.js';
import type { Screen } from './screen.js';

/** Lines that the arrow keys bring back. */
const REMEMBERED_LINES = 500;

export interface TerminalScreenOptions {
  input: ReadStream;
  output: WriteStream;
  complete: (line: string) => CompleterResult;
  onLine: (line: string) => void;
  /** Ctrl-D, or Ctrl-C on an empty line. */
  onEnd: () => void;
}

/** A line to type in at the bottom of a terminal, and what is shown above it. */
export class TerminalScreen implements Screen {
  readonly paint: Paint;
  readonly #output: WriteStream;
  readonly #prompt: Interface;
  #closed = false;
  /** Rows, less one, that the line took on the screen when it was entered. */
  #enteredRows = 0;

  constructor({ input, output, complete, onLine, onEnd }: TerminalScreenOptions) {
    this.paint = paintFor(output);
    this.#output = output;
    const prompt = createInterface({
      input,
      output,
      completer: complete,
      historySize: REMEMBERED_LINES,
      removeHistoryDuplicates: true,
      prompt: '> ',
    });
    this.#prompt = prompt;
    // Before readline's own listener, as the line and its place on the screen are gone after it.
    input.prependListener('keypress', (_text: string | undefined, key: Key | undefined) => {
      if (key?.name === 'return' || key?.name === 'enter') this.#enteredRows = this.#rowsOfLine();
    });
    prompt.on('line', (line) => {
      onLine(line);
      if (!this.#closed) prompt.prompt();
    });
    prompt.on('SIGINT', () => {
      if (prompt.line === '') onEnd();
      else this.#discardLine();
    });
    prompt.on('close', onEnd);
    prompt.prompt();
  }

  /** Takes the line that was just entered off the screen: it comes back when it was stored. */
  eraseEntered(): void {
    moveCursor(this.#output, 0, -this.#enteredRows - 1);
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
  }

  setPrompt(text: string): void {
    if (this.#closed || text === this.#prompt.getPrompt()) return;
    const rows = this.#clearLine();
    this.#prompt.setPrompt(text);
    this.#redraw(rows);
  }

  show(line: string): void {
    if (this.#closed) {
      this.#output.write(`${line}\n`);
      return;
    }
    const rows = this.#clearLine();
    this.#output.write(`${line}\n`);
    this.#redraw(rows);
  }

  tell(line: string): void {
    this.show(this.paint('dim', `-- ${line} --`));
  }

  complain(line: string): void {
    this.show(this.paint('red', `! ${line}`));
  }

  /** Gives the terminal back; what is shown afterwards is just printed. */
  close(): void {
    if (this.#closed) return;
    this.#clearLine();
    this.#closed = true;
    this.#prompt.close();
  }

  #discardLine(): void {
    this.#prompt.write(null, { ctrl: true, name: 'e' });
    this.#prompt.write(null, { ctrl: true, name: 'u' });
  }

  #rowsOfLine(): number {
    this.#prompt.write(null, { ctrl: true, name: 'e' });
    return this.#prompt.getCursorPos().rows;
  }

  /** Leaves the cursor where the prompt began. @returns how many rows above the cursor that was. */
  #clearLine(): number {
    const { rows } = this.#prompt.getCursorPos();
    moveCursor(this.#output, 0, -rows);
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
    return rows;
  }

  /** Draws the prompt and the line again; readline first goes up as many rows as it went down. */
  #redraw(rows: number): void {
    this.#output.write('\n'.repeat(rows));
    this.#prompt.prompt(true);
  }
}
