import { Command } from 'commander';

const NOTES = `
A server does this by itself when it starts; of several that start at once, one does. Running it
before a deployment keeps the wait out of the start. DATABASE_URL says which database.`;

/** `parley migrate`. @param onEnd is told the exit code. */
export function migrateCommand(onEnd: (code: number) => void): Command {
  return new Command('migrate')
    .description("bring the database's schema up to date")
    .addHelpText('after', NOTES)
    .action(async () => {
      // Loaded only here: a chat need not wait for a server's code.
      const { migrateDatabase } = await import('./migrate-database.js');
      onEnd(await migrateDatabase());
    });
}
