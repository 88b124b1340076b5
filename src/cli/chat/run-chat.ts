import { terminalMovesCursor } from '../environment.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import type { ChatOptions, Streams } from './chat.options.js';
import { explain } from './failure.js';
import { harmless } from './harmless.js';
import { runPlain } from './run-plain.js';
import { runTerminal } from './run-terminal.js';
import { signIn } from './sign-in.js';

/** Chats in the way that the streams allow: with a prompt, or in plain lines. */
export async function runChat(options: ChatOptions, streams: Streams): Promise<ExitCode> {
  const interactive = streams.stdin.isTTY && streams.stdout.isTTY && terminalMovesCursor();
  try {
    const account = await signIn(options, streams);
    const run = interactive ? runTerminal : runPlain;
    return await run(options, account, streams);
  } catch (error) {
    streams.stderr.write(`parley: ${harmless(explain(error))}\n`);
    return EXIT.failure;
  }
}
