import { createContext, use } from 'react';
import { en, type Texts } from './en.js';
import type { Language } from './language.js';

/** The reader's language: texts, and the locale that dates and numbers are written in. */
export interface I18n {
  readonly language: Language;
  /** A BCP 47 tag of that language, with the reader's own region if the browser tells one. */
  readonly locale: string;
  readonly texts: Texts;
}

export const I18nContext = createContext<I18n>({ language: 'en', locale: 'en', texts: en });

export function useI18n(): I18n {
  return use(I18nContext);
}

export function useTexts(): Texts {
  return useI18n().texts;
}
