import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { axe } from './axe.js';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';

describeInBrowser('A server that knows people by the tokens of another application', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({
      AUTH_MODE: 'jwt',
      JWT_SECRET: 'a secret of this test, of at least 32 bytes',
      JWT_ISSUER: 'https://id.example',
      JWT_AUDIENCE: 'parley',
    });
  });
  afterEach(() => harness.everybodyLeaves());
  afterAll(() => harness.close());

  it.each([
    ['en-GB', 'Enter the chat from there.'],
    ['de-DE', 'Komm von dort in den Chat.'],
  ])('says in %s where one comes in, and asks for no name', async (locale, text) => {
    const alice = await harness.person({ locale });
    await alice.open('/r/lobby');
    await alice.page.getByText(text).waitFor();
    expect(await alice.page.getByRole('textbox').count()).toBe(0);
    expect(await alice.page.getByRole('button').count()).toBe(0);
    expect(await axe(alice)).toEqual([]);
    expect(alice.complaints).toEqual([]);
  });
});
