import { useId, type ReactElement } from 'react';
import { useTexts } from '../i18n/i18n-context.js';
import { isLanguage, LANGUAGES, type Language } from '../i18n/language.js';
import { changePreferences, usePreferences } from './preferences.js';

/** Each in its own words, for whoever has lost the way. */
const NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

export function LanguageChoice(): ReactElement {
  const texts = useTexts().settings;
  const { language } = usePreferences();
  const id = useId();
  return (
    <div className="settings-part">
      <label htmlFor={id}>{texts.language}</label>
      <select
        id={id}
        className="input"
        value={language ?? ''}
        onChange={({ target }) =>
          changePreferences({ language: isLanguage(target.value) ? target.value : undefined })
        }
      >
        <option value="">{texts.languageOfBrowser}</option>
        {LANGUAGES.map((choice) => (
          <option key={choice} value={choice} lang={choice}>
            {NAMES[choice]}
          </option>
        ))}
      </select>
    </div>
  );
}
