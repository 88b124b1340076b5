import type { DynamicModule } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import { readServerSettings, readSettings, type Settings } from './settings.js';

/**
 * The settings as a provider: inject `settings.KEY` for a `Settings`. Called as a function, it reads
 * the environment now.
 */
export const settings = registerAs('settings', () => readServerSettings(process.env));

/**
 * Makes `settings.KEY` known to all modules. Variables that a file `.env` in the working directory
 * sets, and the environment does not, are added to the environment.
 */
export function settingsModule(): Promise<DynamicModule> {
  return ConfigModule.forRoot({ isGlobal: true, load: [settings] });
}

/**
 * The settings that a server started here would have, `.env` included.
 * @throws ConfigurationError that tells everything that is wrong.
 */
export async function loadServerSettings(): Promise<Settings> {
  await settingsModule();
  return settings();
}

/**
 * The settings for a program that is not the server, and needs less than it.
 * @throws ConfigurationError that tells everything that is wrong.
 */
export async function loadSettings(): Promise<Settings> {
  await settingsModule();
  return readSettings(process.env);
}
