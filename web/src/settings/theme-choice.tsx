import type { ReactElement } from 'react';
import { useTexts } from '../i18n/i18n-context.js';
import { changePreferences, THEMES, usePreferences } from './preferences.js';
import '../theme/segments.css';

export function ThemeChoice(): ReactElement {
  const texts = useTexts().settings;
  const { theme } = usePreferences();
  return (
    <fieldset className="settings-part">
      <legend>{texts.theme}</legend>
      <div className="segments">
        {THEMES.map((choice) => (
          <label key={choice} className="segment">
            <input
              type="radio"
              name="theme"
              checked={theme === choice}
              onChange={() => changePreferences({ theme: choice })}
            />
            <span>{texts.themes[choice]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
