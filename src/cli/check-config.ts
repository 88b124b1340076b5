import { concealCredentials } from '../config/conceal.js';
import { ConfigurationError } from '../config/configuration.error.js';
import { SETTINGS, type SettingNotes, type Settings } from '../config/settings.js';
import { loadServerSettings } from '../config/settings.provider.js';
import { EXIT, type ExitCode } from './exit-code.js';

/** Every setting as a line of `.env`, without secrets. */
function* describe(settings: Settings): Generator<string> {
  const values: Record<string, string | number | boolean | readonly string[] | undefined> = {
    ...settings,
  };
  for (const [name, { secret }] of Object.entries<SettingNotes>(SETTINGS)) {
    const value = values[name];
    if (value === undefined) yield `# ${name} is unset`;
    else if (secret) yield `# ${name} is set, and secret`;
    else yield `${name}=${concealCredentials(String(value))}`;
  }
}

/** Prints the settings that a server started here would have, or what is wrong with them. */
export async function checkConfig(): Promise<ExitCode> {
  try {
    for (const line of describe(await loadServerSettings())) console.log(line);
    return EXIT.fine;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    console.error(error.message);
    return EXIT.failure;
  }
}
