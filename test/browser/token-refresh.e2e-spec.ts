import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import type { Page } from 'playwright-core';
import type { SignedIn } from '../../src/protocol/index.js';
import { comesIn, comesInAgain } from './account-forms.js';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';
import type { Person } from './person.js';

const SECRET = 'a secret of this test, of at least 32 bytes';

function isTokens(value: unknown): value is Pick<SignedIn, 'accessToken'> {
  return typeof value === 'object' && value !== null && 'accessToken' in value;
}

/** Finds the key of what is kept of a log-in. */
const KEPT_LOG_IN = 'Object.keys(localStorage).find((key) => /^parley:http.*:account$/.test(key))';

/**
 * Resolves when the page has another token for the server than the one given: on a live connection, or
 * with a new one, where the page took so long to load that the time to refresh had come.
 */
function goesOnWithout(token: string, page: Page): Promise<void> {
  return new Promise((resolve) => {
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        const text = String(payload);
        const connects = text.startsWith('40{');
        if (connects ? !text.includes(token) : text.includes('"refresh token"')) resolve();
      });
    });
  });
}

/** Gives the device another access token than it has, good for so many seconds from now. */
async function expireIn({ page }: Person, seconds: number): Promise<string> {
  const key = String(await page.evaluate(KEPT_LOG_IN));
  const tokens: unknown = JSON.parse(String(await page.evaluate(`localStorage.getItem('${key}')`)));
  if (!isTokens(tokens)) throw new Error('It has no account');
  const now = Math.floor(Date.now() / 1_000);
  const accessToken = await new SignJWT({ ...decodeJwt(tokens.accessToken), exp: now + seconds })
    .setProtectedHeader({
      alg: 'HS256',
      typ: decodeProtectedHeader(tokens.accessToken).typ ?? '',
    })
    .sign(new TextEncoder().encode(SECRET));
  const changed = JSON.stringify({ ...tokens, accessToken });
  await page.evaluate(`localStorage.setItem('${key}', ${JSON.stringify(changed)})`);
  return accessToken;
}

/** Counts how often a person's tabs ask for other tokens. */
function countRefreshes({ context }: Person): () => number {
  let refreshes = 0;
  context.on('request', (request) => {
    if (request.url().endsWith('/auth/refresh')) refreshes += 1;
  });
  return () => refreshes;
}

describeInBrowser('People whose tokens expire', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ AUTH_MODE: 'accounts', TOKEN_SECRET: SECRET });
  });
  afterEach(() => harness.everybodyLeaves());
  afterAll(() => harness.close());

  it.each([
    ['dora', 'has expired', -60],
    ['erna', 'is about to expire', 65],
  ])(
    'go on as %s when what they came in with %s, by one refresh for all tabs',
    async (name, _, seconds) => {
      const first = await comesIn(harness, 'Create account', name);
      const second = await comesInAgain(harness, first);
      const tabs = [first, second];
      const token = await expireIn(first, seconds);
      const refreshes = countRefreshes(first);
      const refreshed = tabs.map(({ page }) => goesOnWithout(token, page));
      await Promise.all(tabs.map(({ page }) => page.reload()));
      await Promise.all(refreshed);
      for (const tab of tabs) {
        await tab.say(`Still ${name}`);
        await tab.message(`Still ${name}`).last().getByText('Sent').waitFor();
      }
      expect(refreshes()).toBe(1);
    },
  );

  it('go on with one refresh for all tabs where the browser has no locks for them', async () => {
    const first = await comesIn(harness, 'Create account', 'greta');
    const second = await harness.secondTab(first);
    for (const { page } of [first, second]) {
      await page.addInitScript("Object.defineProperty(navigator, 'locks', { value: undefined })");
      // However slow the machine, the first tab's turn does not run out.
      await page.clock.setFixedTime(Date.now());
    }
    await second.open('/r/accounts');
    await second.field.waitFor();
    await expireIn(first, -60);
    const refreshes = countRefreshes(first);
    let goOn = (): void => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await first.page.route('**/auth/refresh', async (route) => {
      await held;
      await route.continue();
    });
    const asked = first.page.waitForRequest('**/auth/refresh');
    await first.page.reload();
    await asked;
    await second.page.reload();
    await second.field.waitFor();
    goOn();
    for (const tab of [first, second]) {
      await tab.say('Still greta');
      await tab.message('Still greta').last().getByText('Sent').waitFor();
    }
    expect(refreshes()).toBe(1);
  });
});
