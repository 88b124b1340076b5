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
    // Before readline's own listener: when that is done, the line is no more.
    input.prependListener('keypress', (text: string | undefined, key: Key | undefined) => {
      if (!isText(text)) this.#beforeKey(key);
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
    this.#clearLine();
    this.#prompt.setPrompt(text);
    this.#prompt.prompt(true);
  }

  show(line: string): void {
    if (!this.#closed) this.#clearLine();
    this.#output.write(`${line}\n`);
    if (!this.#closed) this.#prompt.prompt(true);
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

  #beforeKey(key: Key | undefined): void {
    this.#setRowsAbove(this.#prompt.getCursorPos().rows);
    if (key?.name !== 'return' && key?.name !== 'enter') return;
    this.#prompt.write(null, { ctrl: true, name: 'e' });
    this.#enteredRows = this.#prompt.getCursorPos().rows;
  }

  /** Leaves the cursor where the prompt began. */
  #clearLine(): void {
    moveCursor(this.#output, 0, -this.#prompt.getCursorPos().rows);
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
    this.#setRowsAbove(0);
  }

  /**
   * Tells readline how many rows of its own are above the cursor, from where it draws anew. Its own
   * count is wrong after text was pasted, and after something else was printed.
   */
  #setRowsAbove(prevRows: number): void {
    Object.assign(this.#prompt, { prevRows });
  }
}

/** Is this key a character to insert, and no control? */
function isText(text: string | undefined): boolean {
  return text !== undefined && text >= ' ' && text !== '\u007f';
}
