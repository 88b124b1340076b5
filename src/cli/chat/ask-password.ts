import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { CommandError } from './command.error.js';

/**
 * Asks for something at a terminal that is not shown while it is typed.
 * @throws CommandError: it was not answered (Ctrl+C, Ctrl+D)
 */
export async function askPassword(
  question: string,
  input: ReadStream,
  output: WriteStream,
): Promise<string> {
  const nowhere = new Writable({ write: (_text, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true });
  output.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.question('', resolve);
      lines.once('close', () => reject(new CommandError('no password was given')));
    });
  } finally {
    lines.close();
    output.write('\n');
  }
}
