import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import type { Page } from 'playwright-core';
import type { SignedIn } from '../../src/protocol/index.js';
import { AuthApi, PASSWORD } from '../support/auth-api.js';
import { axe } from './axe.js';
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

describeInBrowser('People with accounts', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ AUTH_MODE: 'accounts', TOKEN_SECRET: SECRET });
  });
  afterEach(() => harness.everybodyLeaves());
  afterAll(() => harness.close());

  async function fillIn(person: Person, way: string, name: string, password?: string) {
    await person.page.getByRole('radio', { name: way }).check();
    await person.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    if (password !== undefined) await passwordField(person).fill(password);
    await person.page.getByRole('button', { name: way === 'As a guest' ? 'Enter' : way }).click();
  }

  const passwordField = ({ page }: Person) => page.getByLabel('Password', { exact: true });

  /** Whoever has this account comes in on a device of their own. */
  async function comesIn(way: string, name: string): Promise<Person> {
    const person = await harness.person();
    await person.open('/r/accounts');
    await fillIn(person, way, name, PASSWORD);
    await person.field.waitFor();
    return person;
  }

  async function settings({ page }: Person) {
    await page.getByRole('button', { name: 'Settings' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    return dialog;
  }

  it('make one, log out, and log in again', async () => {
    const alice = await comesIn('Create account', 'alice');
    await alice.say('Mine for good');
    await alice.message('Mine for good').getByText('Sent').waitFor();
    await alice.page.reload();
    await alice.sees('Mine for good');
    const dialog = await settings(alice);
    await dialog.getByText('You are logged in as alice.').waitFor();
    await dialog.getByRole('button', { name: 'Log out', exact: true }).click();
    await fillIn(alice, 'Log in', 'alice', `not ${PASSWORD}`);
    await alice.page.getByRole('alert').getByText('Name or password is wrong.').waitFor();
    await fillIn(alice, 'Log in', 'alice', PASSWORD);
    await alice.field.waitFor();
    expect(alice.complaints.filter((text) => !text.includes('401'))).toEqual([]);
  });

  it('are told what is wrong with a name or a password, beside it', async () => {
    await comesIn('Create account', 'bob');
    const other = await harness.person();
    await other.open('/');
    await fillIn(other, 'Create account', 'bob', PASSWORD);
    await other.page.getByRole('alert').getByText('That name is taken.').waitFor();
    await fillIn(other, 'Create account', 'bobby', 'password');
    await other.page.getByRole('alert').getByText('none that everyone tries first').waitFor();
    expect(await passwordField(other).getAttribute('aria-invalid')).toBe('true');
    expect(await passwordField(other).getAttribute('autocomplete')).toBe('new-password');
    await other.page.getByRole('button', { name: 'Show password' }).click();
    expect(await passwordField(other).getAttribute('type')).toBe('text');
    expect(await axe(other)).toEqual([]);
    await fillIn(other, 'As a guest', 'bob');
    await other.page.getByRole('alert').getByText('That name is in use').waitFor();
  });

  it('were guests before, and keep what was theirs', async () => {
    const carol = await harness.person();
    await carol.open('/r/accounts');
    await fillIn(carol, 'As a guest', 'carol');
    await carol.field.waitFor();
    const second = await harness.secondTab(carol);
    await second.open('/r/accounts');
    await second.field.waitFor();
    await carol.say('Said as a guest');
    await carol.message('Said as a guest').getByText('Sent').waitFor();
    const dialog = await settings(carol);
    await dialog.getByText('You are a guest.').waitFor();
    expect(await axe(carol)).toEqual([]);
    await passwordField(carol).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Create account' }).click();
    await carol.page.getByText('You are logged in as carol.').waitFor();
    await carol.page.getByRole('button', { name: 'Close' }).click();
    for (const tab of [carol, second]) {
      await tab.say(`Said with an account`);
      await tab.message('Said with an account').last().getByText('Sent').waitFor();
    }
    expect(await carol.message('Said as a guest').count()).toBe(1);
    const elsewhere = await comesIn('Log in', 'carol');
    await elsewhere.sees('Said as a guest');
  });

  /** Gives the device another access token than it has, good for so many seconds from now. */
  async function expireIn({ page }: Person, seconds: number): Promise<string> {
    const key = String(await page.evaluate(KEPT_LOG_IN));
    const tokens: unknown = JSON.parse(
      String(await page.evaluate(`localStorage.getItem('${key}')`)),
    );
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

  it.each([
    ['dora', 'has expired', -60],
    ['erna', 'is about to expire', 65],
  ])(
    'go on as %s when what they came in with %s, by one refresh for all tabs',
    async (name, _, seconds) => {
      const first = await comesIn('Create account', name);
      const second = await harness.secondTab(first);
      await second.open('/r/accounts');
      await second.field.waitFor();
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
    const first = await comesIn('Create account', 'greta');
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

  it('change their password, which ends their other sessions', async () => {
    const hanna = await comesIn('Create account', 'hanna');
    const elsewhere = await comesIn('Log in', 'hanna');
    const dialog = await settings(hanna);
    const toggle = dialog.getByRole('button', { name: 'Change password' });
    await toggle.click();
    const save = dialog.getByRole('button', { name: 'Save the new password' });
    const current = dialog.getByLabel('Current password', { exact: true });
    const next = dialog.getByLabel('New password', { exact: true });
    await current.fill(`not ${PASSWORD}`);
    await next.fill('password');
    await save.click();
    await dialog.getByRole('alert').getByText('none that everyone tries first').waitFor();
    await next.fill(`${PASSWORD}!`);
    await save.click();
    await dialog.getByRole('alert').getByText('That is not your password.').waitFor();
    expect(await current.getAttribute('aria-invalid')).toBe('true');
    expect(await axe(hanna)).toEqual([]);
    await current.fill(PASSWORD);
    await save.click();
    await dialog.getByRole('status').getByText('Your password is changed.').waitFor();
    expect(await hanna.page.evaluate('document.activeElement.innerText')).toBe('Change password');
    await elsewhere.page.getByRole('alert').getByText('You were logged out').waitFor();
    await fillIn(elsewhere, 'Log in', 'hanna', PASSWORD);
    await elsewhere.page.getByRole('alert').getByText('Name or password is wrong.').waitFor();
    await fillIn(elsewhere, 'Log in', 'hanna', `${PASSWORD}!`);
    await elsewhere.field.waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await hanna.page.reload();
    await hanna.say('Here all the time');
    await elsewhere.sees('Here all the time');
  });

  it('log out everywhere, and of every tab', async () => {
    const ida = await comesIn('Create account', 'ida');
    const elsewhere = await comesIn('Log in', 'ida');
    const second = await harness.secondTab(ida);
    await second.open('/r/accounts');
    await second.field.waitFor();
    const dialog = await settings(ida);
    await dialog.getByRole('button', { name: 'Log out everywhere' }).click();
    await passwordField(ida).waitFor();
    for (const { page } of [elsewhere, second]) {
      await page.getByRole('alert').getByText('You were logged out').waitFor();
    }
    expect(await ida.page.getByRole('alert').count()).toBe(0);
    expect(await ida.page.evaluate('Object.keys(localStorage)')).toEqual([]);
  });

  it('log in where the browser keeps nothing', async () => {
    const jan = await harness.person();
    await jan.page.addInitScript(`
      const forbid = () => { throw new DOMException('no', 'SecurityError'); };
      Object.defineProperty(window, 'localStorage', { get: forbid });
      navigator.locks.request = async () => forbid();`);
    await jan.open('/r/accounts');
    await fillIn(jan, 'Create account', 'jan', PASSWORD);
    await jan.say('Here all the same');
    await jan.message('Here all the same').getByText('Sent').waitFor();
    const dialog = await settings(jan);
    await dialog.getByRole('button', { name: 'Change password' }).click();
    await dialog.getByLabel('Current password', { exact: true }).fill(PASSWORD);
    await dialog.getByLabel('New password', { exact: true }).fill(`${PASSWORD}!`);
    await dialog.getByRole('button', { name: 'Save the new password' }).click();
    await dialog.getByRole('status').getByText('Your password is changed.').waitFor();
  });

  it('are told when their session was ended elsewhere', async () => {
    const emil = await comesIn('Create account', 'emil');
    await emil.field.fill('Half a sent');
    const elsewhere = new AuthApi(harness.url);
    const { accessToken } = await elsewhere.logIn('emil');
    await elsewhere.post('logout-everywhere', {}, accessToken);
    await emil.page.getByRole('alert').getByText('You were logged out').waitFor();
    await fillIn(emil, 'Log in', 'emil', PASSWORD);
    await emil.field.waitFor();
    expect(await emil.field.inputValue()).toBe('Half a sent');
  });

  it('read in their own language', async () => {
    const franz = await harness.person({ locale: 'de-DE', viewport: { width: 320, height: 640 } });
    await franz.open('/r/konten');
    await franz.page.getByRole('radio', { name: 'Konto anlegen' }).check();
    await franz.page.getByRole('textbox', { name: 'Dein Name' }).fill('franz');
    await franz.page.getByLabel('Passwort', { exact: true }).fill(PASSWORD);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await franz.page.evaluate(overflow)).toBe(0);
    await franz.page.getByRole('button', { name: 'Konto anlegen' }).click();
    await franz.page.getByRole('textbox', { name: 'Nachricht an konten' }).waitFor();
  });
});
