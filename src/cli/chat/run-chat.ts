import { terminalMovesCursor } from '../environment.js';
import type { ExitCode } from '../exit-code.js';
import type { ChatOptions, Streams } from './chat.options.js';
import { runPlain } from './run-plain.js';
import { runTerminal } from './run-terminal.js';

/** Chats in the way that the streams allow: with a prompt, or in plain lines. */
export function runChat(options: ChatOptions, streams: Streams): Promise<ExitCode> {
  const interactive = streams.stdin.isTTY && streams.stdout.isTTY && terminalMovesCursor();
  return interactive ? runTerminal(options, streams) : runPlain(options, streams);
}
