import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Person } from './person.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it is: rule and place. */
export async function axe(person: Person): Promise<unknown> {
  await person.page.evaluate(axeSource);
  return person.page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  );
}
