import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { renderDocs, renderEnvExample } from './settings.docs.js';
import { readSettings, SETTINGS } from './settings.js';

describe('the files made from the settings', () => {
  it.each([
    ['.env.example', renderEnvExample],
    ['docs/configuration.md', renderDocs],
  ])('%s is up to date (npm run docs:config)', async (file, render) => {
    expect(await readFile(new URL(`../../${file}`, import.meta.url), 'utf8')).toBe(render());
  });

  it('give the defaults, as they would be written', () => {
    const uncommented = renderEnvExample().replaceAll(/^# (?=[A-Z_]+=)/gm, '');
    const environment = parseEnv(uncommented);
    expect(Object.keys(environment).sort()).toEqual(Object.keys(SETTINGS).sort());
    expect(readSettings(environment)).toEqual(readSettings({}));
  });

  it('say something of every setting', () => {
    for (const [name, { desc, allowed }] of Object.entries(SETTINGS)) {
      expect(renderDocs()).toContain(`## \`${name}\`\n\n${desc}\n`);
      expect(renderDocs()).toContain(`- Allowed: ${allowed}\n`);
    }
  });
});
