#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { chatCommand } from './chat.command.js';
import { checkConfigCommand } from './check-config.command.js';
import { copyCommand } from './copy.command.js';
import { EXIT } from './exit-code.js';
import { migrateCommand } from './migrate.command.js';
import { packageVersion } from '../package-version.js';
import { serveCommand } from './serve.command.js';

const setExitCode = (code: number): void => {
  process.exitCode = code;
};

const program = new Command('parley')
  .description('A durable chat server, and a client for the terminal.')
  .version(packageVersion())
  .addCommand(serveCommand())
  .addCommand(chatCommand(setExitCode))
  .addCommand(checkConfigCommand(setExitCode))
  .addCommand(migrateCommand(setExitCode))
  .addCommand(copyCommand(setExitCode));
for (const command of [program, ...program.commands]) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has said what is wrong; help that was asked for is not.
  process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.usage;
}
