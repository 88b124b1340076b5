import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { ChatClient } from '../../src/client/index.js';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';
import { XSS_CORPUS } from './xss-corpus.js';

describeInBrowser('What others write', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.everybodyLeaves());
  afterAll(() => harness.close());

  async function write(room: string, texts: readonly string[]): Promise<void> {
    const mallory = new ChatClient({ url: harness.url, username: 'mallory' });
    try {
      const joined = await mallory.join(room);
      for (const text of texts) await joined.send(text).catch(() => {});
      await joined.send('That was all');
    } finally {
      mallory.close();
    }
  }

  it('runs nothing and fetches nothing', async () => {
    const alice = await harness.person({ viewport: { width: 1200, height: 6_000 } });
    const strangers: string[] = [];
    alice.page.on('request', (request) => {
      if (!request.url().startsWith(harness.url)) strangers.push(request.url());
    });
    await alice.enter('alice', 'xss');
    await write('xss', [...XSS_CORPUS, '**Formatted**']);
    await alice.sees('That was all');
    await alice.page.locator('strong', { hasText: 'Formatted' }).waitFor();
    expect(await alice.page.evaluate('window.pwned')).toBeUndefined();
    expect(strangers).toEqual([]);
    expect(alice.complaints).toEqual([]);
  });

  it('shows markup as the text that it is', async () => {
    const alice = await harness.person();
    await alice.enter('alice', 'markup');
    await write('markup', ['<b>not bold</b> <img src=x>']);
    await alice.sees('<b>not bold</b> <img src=x>');
    expect(await alice.page.getByRole('article').locator('b, img').count()).toBe(0);
  });

  it('links nowhere but to pages and letters, without telling whence one comes', async () => {
    const alice = await harness.person({ viewport: { width: 1200, height: 6_000 } });
    await alice.enter('alice', 'links');
    await write('links', [
      ...XSS_CORPUS,
      'see https://example.org/a?b=c and [this](http://example.com)',
    ]);
    await alice.sees('see https://example.org');
    await alice.page.getByRole('article').getByRole('link').first().waitFor();
    const found: unknown = await alice.page.evaluate(
      `[...document.querySelectorAll('article a')].map(({ rel, href }) => rel + ' ' + href)`,
    );
    if (!Array.isArray(found)) throw new Error('No list of links');
    expect(found.length).toBeGreaterThanOrEqual(2);
    for (const link of found) expect(link).toMatch(/^noopener noreferrer (?:https?|mailto):/u);
  });

  it('is legible before the parser of its formatting is here, and stays where it is', async () => {
    await write(
      'late',
      Array.from({ length: 60 }, (_, index) => `**Line** ${index}`),
    );
    const alice = await harness.person();
    let arrive = (): void => {};
    const late = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await alice.page.route('**/parse-markdown-*.js', async (route) => {
      await late;
      await route.continue();
    });
    await alice.enter('alice', 'late');
    await alice.sees('**Line** 59');
    const place = async (): Promise<number | undefined> =>
      (await alice.message('That was all').boundingBox())?.y;
    const before = await place();
    arrive();
    await alice.page.locator('strong', { hasText: 'Line' }).first().waitFor();
    expect(await alice.message('**Line**').count()).toBe(0);
    expect(await place()).toBe(before);
  });

  it('is legible where the parser of its formatting never comes', async () => {
    const alice = await harness.person();
    await alice.page.route('**/parse-markdown-*.js', (route) => route.abort());
    await alice.enter('alice', 'plain');
    await alice.say('One **bold** word\n\nand <b>another</b> with https://example.org');
    await alice.sees('One **bold** word');
    expect(await alice.message('One').locator('p:not([class])').count()).toBe(2);
  });

  it('stays in its place, however many marks are piled upon a letter', async () => {
    const alice = await harness.person({ viewport: { width: 360, height: 700 } });
    await alice.enter('alice', 'piled');
    await write('piled', [`Z${'\u0335\u0321\u033C'.repeat(1_333)}`, 'W'.repeat(4_000)]);
    await alice.sees('That was all');
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await alice.page.evaluate(overflow)).toBe(0);
  });

  it('is written by the limit: what is too long is not sent, and not lost', async () => {
    const alice = await harness.person();
    await alice.enter('alice', 'limit');
    await alice.field.fill('x'.repeat(3_990));
    await alice.page.getByText('10 characters left').waitFor();
    await alice.field.fill('x'.repeat(4_001));
    await alice.page.getByText('1 too many').waitFor();
    await alice.field.press('Enter');
    expect(await alice.field.inputValue()).toHaveLength(4_001);
    await alice.field.fill('🎉'.repeat(4_000));
    await alice.page.getByText('0 characters left').waitFor();
    await alice.field.press('Enter');
    await alice.message('🎉').getByText('Sent').waitFor();
  });
});
