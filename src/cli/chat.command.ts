import { userInfo } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { runChat } from './chat/run-chat.js';
import { tokenFile } from './chat/token-storage.js';
import { stateFolder } from './environment.js';

const NOTES = `
Text that you type goes to the room; /help lists the commands. A guest's token is kept in
$XDG_STATE_HOME/parley or ~/.local/state/parley, so that your name stays yours on this machine.
On a server with accounts your password is asked for once; what is kept then is no password.

Where input or output is not a terminal, lines of the input are sent and messages come out one
to a line, until the input ends and everything is acknowledged:
  echo "deployed" | parley chat --room ops --user ci
Exit code 1 says that something was not sent.`;

/** What the command line says. */
interface Options {
  url: string;
  room: string;
  user?: string;
  passwordFile?: string;
  register?: boolean;
}

/** The origin of an address, so that each way to write it is one server. */
function parseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^(https?|wss?):$/.test(url.protocol)) {
    throw new InvalidArgumentError('It must begin with http:// or https://.');
  }
  return `${url.protocol.replace('ws', 'http')}//${url.host}`;
}

/** The name that one has on this machine, if it has one. */
function ownName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A user id without an account, as in many containers.
    return undefined;
  }
}

/** `parley chat`. @param onEnd is told the exit code. */
export function chatCommand(onEnd: (code: number) => void): Command {
  const user = ownName();
  return new Command('chat')
    .description('chat in this terminal')
    .option('--url <url>', 'the server', parseUrl, 'http://127.0.0.1:8000')
    .option('--room <name>', 'the room to join first', 'lobby')
    .option('--user <name>', 'your name', user)
    .option(
      '--password-file <path>',
      "the file with your account's password, which is asked for else",
    )
    .option('--register', 'make an account of that name, on a server that has accounts')
    .addHelpText('after', NOTES)
    .action(async (options: Options, command: Command) => {
      const { user: username, ...others } = options;
      if (username === undefined) command.error('error: say who you are with --user NAME');
      const file = tokenFile(stateFolder(), options.url, username);
      const { stdin, stdout, stderr } = process;
      const streams = { stdin, stdout, stderr };
      onEnd(await runChat({ ...others, username, tokenFile: file }, streams));
    });
}
