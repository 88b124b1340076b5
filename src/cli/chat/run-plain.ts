import { createInterface, type Interface } from 'node:readline';
import { EXIT, type ExitCode } from '../exit-code.js';
import type { Account } from '../../client/index.js';
import type { ChatOptions, Streams } from './chat.options.js';
import { ChatSession } from './chat-session.js';
import { perform } from './commands.js';
import { attempt, connect } from './connect.js';
import { watchConnection } from './connection-watch.js';
import { PlainScreen } from './plain.screen.js';

/**
 * A chat for pipes: lines of the input are texts and commands, done one after another; each line of
 * the output is a message or an answer. Ends with the input, when everything was acknowledged.
 * @returns failure if a line could not be done, or the server is not to be had.
 */
export async function runPlain(
  options: ChatOptions,
  account: Account | undefined,
  streams: Streams,
): Promise<ExitCode> {
  const screen = new PlainScreen(streams.stdout, streams.stderr);
  const client = connect(options, account, screen);
  const session = new ChatSession(client, screen);
  const end: { code?: ExitCode } = {};
  let lines: Interface | undefined;
  const stop = (code: ExitCode): void => {
    end.code ??= code;
    unwatch();
    client.close();
    lines?.close();
  };
  const unwatch = watchConnection({
    client,
    screen,
    url: options.url,
    onLost: () => session.lost(),
    onUnreachable: () => stop(EXIT.failure),
    onRefused: () => stop(EXIT.failure),
  });
  // Whoever read the output has seen enough: the end of a pipe such as `| head`.
  streams.stdout.on('error', () => stop(EXIT.fine));

  const join = async (): Promise<true> => (await session.join(options.room), true);
  let failed = (await attempt(join, client, screen)) === undefined;
  if (!failed) {
    lines = createInterface({ input: streams.stdin, crlfDelay: Infinity });
    for await (const line of lines) {
      const outcome = await attempt(() => perform(line, session, screen), client, screen);
      failed ||= outcome === undefined;
      if (outcome === 'quit' || end.code !== undefined) break;
    }
  }
  stop(failed ? EXIT.failure : EXIT.fine);
  return end.code ?? EXIT.failure;
}
