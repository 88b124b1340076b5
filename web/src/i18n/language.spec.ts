import { describe, expect, it } from '@jest/globals';
import { chooseLanguage, LANGUAGES, loadTexts } from './language.js';

/** Every path of a tree of texts, and what stands there. */
function paths(texts: object, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? paths(value, `${prefix}${key}.`)
      : [`${prefix}${key}: ${typeof value}`],
  );
}

describe('The language of the page', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['fr', 'de'], 'de'],
    [['fr'], 'en'],
    [[], 'en'],
    [['EN-us'], 'en'],
  ] as const)('for a reader of %j is %s', (wanted, language) => {
    expect(chooseLanguage(wanted)).toBe(language);
  });

  it.each(LANGUAGES)('%s says all that there is to say', async (language) => {
    const texts = await loadTexts(language);
    expect(paths(texts)).toEqual(paths(await loadTexts('en')));
    expect(JSON.stringify(texts)).not.toContain('""');
  });
});
