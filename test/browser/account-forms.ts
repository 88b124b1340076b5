import type { Locator } from 'playwright-core';
import { PASSWORD } from '../support/auth-api.js';
import type { Harness } from './harness.js';
import type { Person } from './person.js';

/** How one comes in, as the door calls it. */
type Way = 'As a guest' | 'Create account' | 'Log in';

export const passwordField = ({ page }: Person): Locator =>
  page.getByLabel('Password', { exact: true });

/** Fills in the door's form, and sends it. */
export async function fillIn(
  person: Person,
  way: Way,
  name: string,
  password?: string,
): Promise<void> {
  await person.page.getByRole('radio', { name: way }).check();
  await person.page.getByRole('textbox', { name: 'Your name' }).fill(name);
  if (password !== undefined) await passwordField(person).fill(password);
  await person.page.getByRole('button', { name: way === 'As a guest' ? 'Enter' : way }).click();
}

/** Whoever has this account comes in on a device of their own. */
export async function comesIn(harness: Harness, way: Way, name: string): Promise<Person> {
  const person = await harness.person();
  await person.open('/r/accounts');
  await fillIn(person, way, name, PASSWORD);
  await person.field.waitFor();
  return person;
}

/** The same person in a second tab. */
export async function comesInAgain(harness: Harness, person: Person): Promise<Person> {
  const tab = await harness.secondTab(person);
  await tab.open('/r/accounts');
  await tab.field.waitFor();
  return tab;
}

/** The dialog of their settings, opened. */
export async function settings({ page }: Person): Promise<Locator> {
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}
