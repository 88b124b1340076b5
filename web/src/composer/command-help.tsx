import type { ReactElement } from 'react';
import { useTexts } from '../i18n/i18n-context.js';
import { COMMANDS } from './commands.js';
import { usageOf } from './usage.js';

/** All commands with what they do. */
export function CommandHelp(): ReactElement {
  const { composer } = useTexts();
  return (
    <dl className="command-help" aria-label={composer.help}>
      {COMMANDS.map((name) => (
        <div key={name}>
          <dt>
            <code>{usageOf(composer, name)}</code>
          </dt>
          <dd>{composer.commands[name]}</dd>
        </div>
      ))}
    </dl>
  );
}
