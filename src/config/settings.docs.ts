import { SETTINGS, type SettingNotes } from './settings.js';

/** What is said of a setting in writing. */
interface SettingEntry extends SettingNotes {
  readonly name: string;
  readonly desc: string;
  /** As it would be written in the environment; empty when there is none. */
  readonly default: string;
}

function listSettings(): SettingEntry[] {
  return Object.entries(SETTINGS).map(([name, setting]) => ({
    name,
    allowed: setting.allowed,
    desc: setting.desc ?? '',
    default: setting.default === undefined ? '' : String(setting.default),
    ...('secret' in setting && { secret: setting.secret }),
  }));
}

const GENERATED = 'Made from src/config/settings.ts by `npm run docs:config`.';

/** The text of `.env.example`: every setting, commented out, with its default. */
export function renderEnvExample(): string {
  const entries = listSettings().map((setting) => {
    return `# ${setting.desc}\n# Allowed: ${setting.allowed}.\n# ${setting.name}=${setting.default}\n`;
  });
  const intro = `# ${GENERATED}\n# Copy to .env and take the "#" off the lines to change.\n`;
  return [intro, ...entries].join('\n');
}

/** The text of `docs/configuration.md`. */
export function renderDocs(): string {
  const entries = listSettings().map((setting) =>
    [
      `## \`${setting.name}\``,
      setting.desc,
      [
        `- Default: ${setting.default === '' ? 'none' : `\`${setting.default}\``}`,
        `- Allowed: ${setting.allowed}`,
        ...(setting.secret ? ['- Secret: its value is never shown'] : []),
      ].join('\n'),
    ].join('\n\n'),
  );
  return `${[
    '# Configuration',
    `<!-- ${GENERATED} -->`,
    'The standalone server takes its settings from environment variables, and those that the environment does not set from a file `.env` in the working directory. An empty variable is unset. With a wrong value the server does not start, and says all that is wrong at once. An application that imports `ChatModule` passes options instead: the module reads no environment.',
    ...entries,
  ].join('\n\n')}\n`;
}
