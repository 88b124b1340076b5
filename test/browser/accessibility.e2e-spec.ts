import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TcpProxy } from '../support/tcp-proxy.js';
import { axe } from './axe.js';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';

const SIZES = { phone: { width: 320, height: 640 }, desktop: { width: 1440, height: 900 } };

describeInBrowser('The page for everybody', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  let wire: TcpProxy | undefined;
  afterEach(async () => {
    await harness.everybodyLeaves();
    await wire?.cut();
  });
  afterAll(() => harness.close());

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it.each(['phone', 'desktop'] as const)('has nothing that axe finds on a %s', async (size) => {
      const alice = await harness.person({ colorScheme, viewport: SIZES[size] });
      await alice.open('/');
      await alice.page.getByRole('button', { name: 'Enter' }).waitFor();
      expect(await axe(alice)).toEqual([]);
      await alice.enter('alice', 'axe');
      await alice.say('Hello `code`, https://example.org and @alice');
      await alice.say('```js\nconst one = 1; // a comment\n```');
      await alice.message('a comment').getByText('Sent').waitFor();
      expect(await axe(alice)).toEqual([]);
      await alice.field.pressSequentially('/');
      await alice.page.getByRole('listbox').waitFor();
      expect(await axe(alice)).toEqual([]);
      await alice.field.fill('');
      await alice.say('/help');
      expect(await axe(alice)).toEqual([]);
      await alice.say('/who');
      expect(await axe(alice)).toEqual([]);
      for (const [path, heading] of [
        ['/rooms', 'Rooms'],
        ['/write', 'Write to someone'],
        ['/p/nobody', 'nobody'],
      ] as const) {
        await alice.open(path);
        await alice.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
        expect(await axe(alice)).toEqual([]);
      }
      await alice.open('/');
      await alice.page.getByRole('button', { name: 'Settings' }).click();
      await alice.page.getByRole('dialog').waitFor();
      expect(await axe(alice)).toEqual([]);
    });

    it('has nothing that axe finds where something is asked, or goes wrong', async () => {
      wire = await TcpProxy.start(harness.url);
      const options = { colorScheme, viewport: SIZES.phone };
      const [alice, bob] = [await harness.person(options, wire.url), await harness.person()];
      await bob.enter('bob', 'axe-wrong');
      await alice.open('/r/axe-wrong?name=bob');
      await alice.page.getByRole('button', { name: 'Enter' }).click();
      await alice.page.getByRole('alert').getByText('That name is in use').waitFor();
      await alice.page.getByRole('button', { name: 'Enter' }).hover();
      expect(await axe(alice)).toEqual([]);
      await alice.enter('alice', 'axe-wrong');
      await bob.say('Are you there, @alice?');
      await alice.page.getByText('Shall Parley notify you').waitFor();
      expect(await axe(alice)).toEqual([]);
      await alice.page.getByRole('button', { name: '2 members' }).click();
      await alice.page.getByRole('complementary').waitFor();
      expect(await axe(alice)).toEqual([]);
      await alice.page.getByRole('button', { name: 'Hide members' }).click();
      await wire.cut();
      await alice.page.getByText('You are offline').waitFor();
      await alice.say('Not yet');
      await alice.message('Not yet').getByText('Sending').waitFor();
      expect(await axe(alice)).toEqual([]);
      await alice.field.fill('x'.repeat(4_001));
      await alice.page.getByText('1 too many').waitFor();
      expect(await axe(alice)).toEqual([]);
    });
  });

  it('can be used by the keyboard alone', async () => {
    const alice = await harness.person();
    const { keyboard } = alice.page;
    await alice.open('/');
    await alice.page.getByRole('textbox', { name: 'Your name' }).waitFor();
    await keyboard.press('Tab');
    await keyboard.type('alice');
    await keyboard.press('Tab');
    await keyboard.press('ControlOrMeta+a');
    await keyboard.type('keys');
    await keyboard.press('Enter');
    await alice.field.waitFor();
    await keyboard.type('Typed and sent');
    await keyboard.press('Enter');
    await alice.sees('Typed and sent');
    await keyboard.type('/join other');
    await keyboard.press('Enter');
    await alice.page.getByRole('heading', { name: 'other' }).waitFor();
    await keyboard.press('Alt+ArrowUp');
    await alice.page.getByRole('heading', { name: 'keys' }).waitFor();
    await keyboard.press('Alt+ArrowDown');
    await alice.page.getByRole('heading', { name: 'other' }).waitFor();
    await keyboard.press('Shift+Enter');
    await keyboard.type('second line');
    expect(await alice.field.inputValue()).toBe('\nsecond line');
  });

  it('shows where the focus is, on everything that can have it', async () => {
    const alice = await harness.person({ viewport: SIZES.desktop });
    await alice.enter('alice', 'focus');
    await alice.page.getByRole('complementary').waitFor();
    const unseen: unknown[] = [];
    for (let stop = 0; stop < 20; stop += 1) {
      await alice.page.keyboard.press('Tab');
      const found = await alice.page.evaluate(`(() => {
        const at = document.activeElement;
        if (!at || at === document.body) return null;
        const outlined = getComputedStyle(at).outlineStyle !== 'none';
        return outlined || at.closest('.composer-row') ? null : at.outerHTML;
      })()`);
      if (found !== null) unseen.push(found);
    }
    expect(unseen).toEqual([]);
  });

  it('reads new messages out to those who do not see them', async () => {
    const [alice, bob] = [await harness.person(), await harness.person()];
    await alice.enter('alice', 'aloud');
    await bob.enter('bob', 'aloud');
    await bob.say('Can you hear me?');
    await alice.page.getByRole('log').getByText('bob: Can you hear me?').waitFor();
    expect(await alice.page.getByRole('log').getAttribute('aria-live')).toBe('polite');
  });

  it('takes the appearance that the reader chooses over that of the system', async () => {
    const alice = await harness.person({ colorScheme: 'light' });
    await alice.enter('alice', 'theme');
    const background = 'getComputedStyle(document.body).backgroundColor';
    expect(await alice.page.evaluate(background)).toBe('rgb(255, 255, 255)');
    await alice.page.getByRole('button', { name: 'Settings' }).click();
    await alice.page.getByRole('radio', { name: 'Dark' }).check();
    expect(await alice.page.evaluate(background)).toBe('rgb(25, 28, 33)');
    await alice.page.reload();
    await alice.field.waitFor();
    expect(await alice.page.evaluate(background)).toBe('rgb(25, 28, 33)');
  });
});
