import type { Writable } from 'node:stream';
import { plainPaint } from './paint.js';
import type { Screen } from './screen.js';

/** Lines for a pipe or file: the chat on one stream, everything about the program on the other. */
export class PlainScreen implements Screen {
  readonly paint = plainPaint;
  readonly #output: Writable;
  readonly #errors: Writable;

  constructor(output: Writable, errors: Writable) {
    this.#output = output;
    this.#errors = errors;
  }

  show(line: string): void {
    this.#output.write(`${line}\n`);
  }

  tell(line: string): void {
    this.#errors.write(`parley: ${line}\n`);
  }

  complain(line: string): void {
    this.tell(line);
  }
}
