import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { AuthApi, PASSWORD } from '../support/auth-api.js';
import { comesIn, comesInAgain, fillIn, passwordField, settings } from './account-forms.js';
import { axe } from './axe.js';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';

const SECRET = 'a secret of this test, of at least 32 bytes';

describeInBrowser('People with accounts', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ AUTH_MODE: 'accounts', TOKEN_SECRET: SECRET });
  });
  afterEach(() => harness.everybodyLeaves());
  afterAll(() => harness.close());

  it('make one, log out, and log in again', async () => {
    const alice = await comesIn(harness, 'Create account', 'alice');
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
    await comesIn(harness, 'Create account', 'bob');
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
    const second = await comesInAgain(harness, carol);
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
    const elsewhere = await comesIn(harness, 'Log in', 'carol');
    await elsewhere.sees('Said as a guest');
  });

  it('change their password, which ends their other sessions', async () => {
    const hanna = await comesIn(harness, 'Create account', 'hanna');
    const elsewhere = await comesIn(harness, 'Log in', 'hanna');
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
    const ida = await comesIn(harness, 'Create account', 'ida');
    const elsewhere = await comesIn(harness, 'Log in', 'ida');
    const second = await comesInAgain(harness, ida);
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
    const emil = await comesIn(harness, 'Create account', 'emil');
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
