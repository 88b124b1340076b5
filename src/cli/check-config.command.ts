import { Command } from 'commander';

/** `parley check-config`. @param onEnd is told the exit code. */
export function checkConfigCommand(onEnd: (code: number) => void): Command {
  return new Command('check-config')
    .description('say what settings "parley serve" would have here, or what is wrong with them')
    .action(async () => {
      // Loaded only here: a chat need not wait for a server's code.
      const { checkConfig } = await import('./check-config.js');
      onEnd(await checkConfig());
    });
}
