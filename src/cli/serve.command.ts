import { Command } from 'commander';

const NOTES = `
Settings come from environment variables and from a file .env in the working directory;
"parley check-config" shows them, docs/configuration.md explains them. SIGTERM and Ctrl-C
end the server when what was begun is done.`;

/** `parley serve`. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the chat server')
    .addHelpText('after', NOTES)
    .action(async () => {
      // Loaded only here: a chat need not wait for a server's code.
      const { runServer } = await import('../server.js');
      await runServer();
    });
}
