import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { usePreferences } from '../settings/preferences.js';
import { en } from './en.js';
import { I18nContext, type I18n } from './i18n-context.js';
import { chooseLanguage, loadTexts, type Language } from './language.js';

/** The browser's tag for a language (`de-AT` for `de`), for dates as its reader writes them. */
function localeOf(language: Language): string {
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
}

const ENGLISH: I18n = { language: 'en', locale: localeOf('en'), texts: en };

/** Gives the page its language. Draws nothing until that is loaded: no flash of another one. */
export function I18nProvider({ children }: { readonly children: ReactNode }): ReactElement | null {
  const { language: preferred } = usePreferences();
  const language = preferred ?? chooseLanguage(navigator.languages);
  const [loaded, setLoaded] = useState<I18n | undefined>(language === 'en' ? ENGLISH : undefined);

  useEffect(() => {
    let wanted = true;
    const show = (i18n: I18n): void => {
      if (!wanted) return;
      document.documentElement.lang = i18n.language;
      setLoaded(i18n);
    };
    loadTexts(language).then(
      (texts) => show({ language, locale: localeOf(language), texts }),
      // The server is gone, or newer than the page: in English rather than not at all.
      () => show(ENGLISH),
    );
    return () => {
      wanted = false;
    };
  }, [language]);

  return loaded ? <I18nContext value={loaded}>{children}</I18nContext> : null;
}
