#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { chatCommand } from './chat.command.js';
import { checkConfigCommand } from './check-config.command.js';
import { copyCommand } from './copy.command.js';
import { EXIT } from './exit-code.js';
import { migrateCommand } from './migrate.command.js';
import { serveCommand } from './serve.command.js';

/** The version in the package's manifest, which is at the same place beside `src` and `dist`. */
function packageVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}

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
