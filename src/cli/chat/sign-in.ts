import { readFile } from 'node:fs/promises';
import { Account, authMode, type AuthMode } from '../../client/index.js';
import { fileStorage } from '../../client/node.js';
import { askPassword } from './ask-password.js';
import type { ChatOptions, Streams } from './chat.options.js';
import { CommandError } from './command.error.js';

/**
 * Logs in to the user's account, if the server has accounts: by what was kept of the last time, or by
 * the password.
 * @returns `undefined`: one comes as a guest.
 * @throws CommandError, ChatException
 */
export async function signIn(options: ChatOptions, streams: Streams): Promise<Account | undefined> {
  const { url, username, tokenFile, register = false } = options;
  const { mode, guests } = await modeOf(url);
  if (mode !== 'accounts') {
    if (register) throw new CommandError('the server has no accounts');
    return undefined;
  }
  const account = { url, storage: fileStorage(tokenFile) };
  const known = register ? undefined : await Account.resume(account, username);
  if (known) return known;
  const password = await passwordOf(options, streams, guests && !register);
  if (password === '') return undefined;
  const logIn = { username, password };
  return register ? Account.register(account, logIn) : Account.logIn(account, logIn);
}

/** Of a server that does not answer so, whoever connects to it will say what is wrong. */
async function modeOf(url: string): Promise<AuthMode> {
  return authMode(url).catch((): AuthMode => ({ mode: 'guest', guests: true }));
}

/** @returns an empty text: none was given, and none is needed. */
async function passwordOf(
  { username, passwordFile }: ChatOptions,
  streams: Streams,
  mayBeGuest: boolean,
): Promise<string> {
  const password = await givenPassword(username, passwordFile, streams, mayBeGuest);
  if (password !== '' || mayBeGuest) return password;
  throw new CommandError('the server wants a password: say --password-file PATH');
}

async function givenPassword(
  username: string,
  file: string | undefined,
  { stdin, stderr }: Streams,
  mayBeGuest: boolean,
): Promise<string> {
  if (file !== undefined) return readPassword(file);
  if (!stdin.isTTY) return '';
  const hint = mayBeGuest ? ' (none to come as a guest)' : '';
  return askPassword(`Password of ${username}${hint}: `, stdin, stderr);
}

async function readPassword(file: string): Promise<string> {
  try {
    // An editor ends the file with a new line, which is not meant.
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new CommandError(`the password file ${file} cannot be read: ${String(cause)}`);
  }
}
