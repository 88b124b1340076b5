import { setTimeout as delay } from 'node:timers/promises';
import type { Account, ChatClient } from '../../client/index.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import type { ChatOptions, Streams } from './chat.options.js';
import { ChatSession } from './chat-session.js';
import { isCommand, perform } from './commands.js';
import { complete, type KnownNames } from './completion.js';
import { attempt, connect } from './connect.js';
import { watchConnection } from './connection-watch.js';
import { harmless } from './harmless.js';
import { promptText } from './prompt.js';
import { TerminalScreen } from './terminal.screen.js';

/** How long what was just entered may take to be stored when the program is to end. */
const FAREWELL_MS = 2_000;

/**
 * A chat at a terminal: messages appear above the line that is being typed. Ends when the person
 * wants to, or the server does not have them.
 */
export async function runTerminal(
  options: ChatOptions,
  account: Account | undefined,
  streams: Streams,
): Promise<ExitCode> {
  const running = new Set<Promise<unknown>>();
  let end: (code: ExitCode) => void = () => {};
  const ended = new Promise<ExitCode>((resolve) => (end = resolve));

  const screen: TerminalScreen = new TerminalScreen({
    input: streams.stdin,
    output: streams.stdout,
    complete: (line) => complete(line, knownNames(client, session)),
    onEnd: () => end(EXIT.fine),
    onLine: (line) => enter(line),
  });
  const client: ChatClient = connect(options, account, screen);
  const session: ChatSession = new ChatSession(client, screen, () => prompt());
  const prompt = (): void =>
    screen.setPrompt(promptText(session.room?.name, client.connection, session.sending));

  const start = (task: () => Promise<unknown>): void => {
    const done = attempt(task, client, screen).finally(() => running.delete(done));
    running.add(done);
  };
  const enter = (line: string): void => {
    if (!isCommand(line)) screen.eraseEntered();
    session.markRead();
    start(async () => {
      if ((await perform(line, session, screen)) === 'quit') end(EXIT.fine);
    });
  };

  const unwatch = watchConnection({
    client,
    screen,
    url: options.url,
    onLost: () => session.lost(),
    onUnreachable: () => screen.tell('trying again'),
    onRefused: () => end(EXIT.failure),
  });
  client.on('connection', prompt);
  prompt();
  start(() => session.join(options.room));

  const code = await ended;
  if (client.connection === 'online') await settled(running, FAREWELL_MS);
  unwatch();
  screen.close();
  client.close();
  await Promise.allSettled(running);
  return code;
}

/** Resolves when all is done, or the time is over. */
async function settled(running: Iterable<Promise<unknown>>, ms: number): Promise<void> {
  const timer = new AbortController();
  const timeout = delay(ms, undefined, { signal: timer.signal }).catch(() => {});
  await Promise.race([Promise.allSettled(running), timeout]);
  timer.abort();
}

/** The names that Tab completes. They are typed out, so those with anything harmful are left out. */
function knownNames(client: ChatClient, { room }: ChatSession): KnownNames {
  const people = [
    ...(room?.members ?? []).map(({ username }) => username),
    ...client.conversations.map((conversation) => conversation.with),
  ];
  const rooms = client.rooms.map(({ name }) => name);
  const plain = (names: string[]): string[] =>
    [...new Set(names)].filter((name) => name === harmless(name));
  return { people: plain(people), rooms: plain(rooms) };
}
