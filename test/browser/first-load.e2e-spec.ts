import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { statSync } from 'node:fs';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';
import type { Person } from './person.js';

/** What may be fetched of script until the page is of use, compressed by gzip. In bytes. */
const BUDGET = 130_000;

/** Counts the script that a page fetches from now on, as its build has it compressed by gzip. */
function countScript({ page }: Person): () => number {
  const scripts = new Set<string>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname);
  });
  return () => [...scripts].reduce((sum, path) => sum + statSync(`dist/public${path}.gz`).size, 0);
}

describeInBrowser('The first load of the page', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.everybodyLeaves());
  afterAll(() => harness.close());

  /** Somebody whose page has never nothing to do, and so fetches nothing ahead. */
  async function busyPerson(): Promise<Person> {
    const person = await harness.person();
    await person.page.addInitScript('window.requestIdleCallback = () => 0');
    return person;
  }

  it('costs a newcomer no more script than the budget allows', async () => {
    const alice = await busyPerson();
    const script = countScript(alice);
    await alice.open('/');
    await alice.page.getByRole('button', { name: 'Enter' }).waitFor();
    expect(script()).toBeGreaterThan(50_000);
    expect(script()).toBeLessThanOrEqual(BUDGET);
  });

  it('costs somebody who comes back no more, messages with markup and all', async () => {
    const alice = await busyPerson();
    await alice.enter('alice', 'again');
    await alice.say('One **bold** word');
    await alice.message('One bold word').getByText('Sent').waitFor();
    const script = countScript(alice);
    await alice.page.reload();
    await alice.page.locator('strong', { hasText: 'bold' }).waitFor();
    expect(script()).toBeGreaterThan(50_000);
    expect(script()).toBeLessThanOrEqual(BUDGET);
  });
});
