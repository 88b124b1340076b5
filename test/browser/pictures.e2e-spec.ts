import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { temporaryFolder } from '../support/server-process.js';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';
import type { Person } from './person.js';

const SCREENS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['desktop-light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ['desktop-dark', { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }],
  ['tablet-light', { viewport: { width: 768, height: 1024 }, colorScheme: 'light' }],
  ['phone-light', { viewport: { width: 320, height: 640 }, colorScheme: 'light' }],
  ['phone-dark', { viewport: { width: 390, height: 780 }, colorScheme: 'dark' }],
];

const CONVERSATION = [
  ['ada', 'Good morning! The *release* is **ready**: https://example.org/notes'],
  ['grace', 'Wonderful. Is `npm ci && npm start` still all it takes?'],
  ['ada', 'It is. And from a program:'],
  [
    'ada',
    '```ts\nconst chat = new ChatClient({ url, username });\nconst room = await chat.join("lobby");\nawait room.send("Hello"); // stored when it resolves\n```',
  ],
  ['linus', 'I pulled the plug twice while it was busy. Nothing was lost, nothing came twice.'],
  ['grace', '@visitor welcome! Ask if anything is unclear.'],
] as const;

/** Pixels that stick out of the window sideways. */
const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

describeInBrowser('Pictures of the page', () => {
  const folder = temporaryFolder();
  const target = process.env['PICTURES_FOLDER'] ?? folder.path;
  let harness: Harness;
  let visitor: NonNullable<BrowserContextOptions['storageState']>;

  beforeAll(async () => {
    mkdirSync(target, { recursive: true });
    harness = await Harness.start();
    const people = new Map<string, Person>();
    const person = async (name: string): Promise<Person> => {
      const known = people.get(name) ?? (await harness.person());
      if (!people.has(name)) await known.enter(name);
      people.set(name, known);
      return known;
    };
    const guest = await person('visitor');
    await guest.say('/join release-party');
    await guest.page.getByRole('heading', { name: 'release-party' }).waitFor();
    for (const [name, text] of CONVERSATION) {
      const speaker = await person(name);
      await speaker.say(text);
      await speaker.page.getByText('Sent', { exact: true }).waitFor();
    }
    const ada = await person('ada');
    await ada.say('/pm visitor Lunch at noon?');
    await guest.place('ada').waitFor();
    visitor = await guest.context.storageState();
    await guest.context.close();
  });
  afterAll(async () => {
    await harness.close();
    folder.remove();
  });

  it.each(SCREENS)('%s: nothing is cut off', async (name, options) => {
    const take = async ({ page }: Person, what: string): Promise<void> => {
      const path = join(target, `${what}-${name}.png`);
      await page.screenshot({ path, animations: 'disabled' });
      expect(statSync(path).size).toBeLessThan(200_000);
      expect(await page.evaluate(OVERFLOW)).toBe(0);
    };
    const newcomer = await harness.person(options);
    await newcomer.open('/');
    await newcomer.page.getByRole('button', { name: 'Enter' }).waitFor();
    await take(newcomer, 'enter');
    const guest = await harness.person({ ...options, storageState: visitor });
    await guest.open('/r/lobby');
    await guest.sees('@visitor welcome');
    await guest.page.locator('.hljs-keyword').first().waitFor();
    await take(guest, 'conversation');
    await guest.context.close();
  });
});
