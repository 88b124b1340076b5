import { Command, InvalidArgumentError } from 'commander';

const NOTES = `
Stop the server first. The target must exist and be empty. A copy that was cut off goes on where
it was when the same command is run again; servers refuse the target until it is complete. In the
end the rows of each table and the newest message of each room are compared.

  parley copy --from sqlite:./data/parley.db --to postgres://parley:SECRET@db/parley

Guests keep their names only under the same TOKEN_SECRET: that of the file is in
PATH.token-secret beside it.`;

function parseFrom(url: string): string {
  if (/^sqlite:(?!\/\/|:memory:$)./.test(url)) return url;
  throw new InvalidArgumentError('It must be sqlite: and the path of a database file.');
}

function parseTo(url: string): string {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return url;
  throw new InvalidArgumentError('It must be postgres://USER:PASSWORD@HOST:PORT/DATABASE.');
}

/** `parley copy`. @param onEnd is told the exit code. */
export function copyCommand(onEnd: (code: number) => void): Command {
  return new Command('copy')
    .description('copy everything from an SQLite file to a PostgreSQL database')
    .requiredOption('--from <url>', 'the SQLite file, sqlite:PATH', parseFrom)
    .requiredOption('--to <url>', 'the database, postgres://…', parseTo)
    .addHelpText('after', NOTES)
    .action(async ({ from, to }: { from: string; to: string }) => {
      // Loaded only here: a chat need not wait for a server's code.
      const { runCopy } = await import('./copy/run-copy.js');
      onEnd(await runCopy(from, to, process.stdout));
    });
}
