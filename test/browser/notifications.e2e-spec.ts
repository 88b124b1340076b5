import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';
import type { Person } from './person.js';

/** Keeps a list of what the browser is asked, and shown, beside doing it. */
const WATCH_NOTIFICATIONS = `
  window.asked = 0;
  window.shown = [];
  const ask = Notification.requestPermission.bind(Notification);
  window.Notification = class extends Notification {
    constructor(title, options) {
      super(title, options);
      window.shown.push({ title, body: options.body });
      window.newest = this;
    }
    // Headless, nobody is undecided: what was not granted is denied.
    static get permission() {
      return super.permission === 'denied' && window.asked === 0 ? 'default' : super.permission;
    }
    static requestPermission() {
      window.asked += 1;
      return ask();
    }
  };`;

/** Headless pages are always in front: this one is told that it is not. */
function look(where: 'away' | 'here'): string {
  const hidden = where === 'away';
  return `
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${hidden ? 'hidden' : 'visible'}' });
    document.hasFocus = () => ${!hidden};
    document.dispatchEvent(new Event('visibilitychange'));`;
}

describeInBrowser('Notifications', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.everybodyLeaves());
  afterAll(() => harness.close());

  const question = (person: Person) => person.page.getByText('Shall Parley notify you');

  /** Somebody whose notifications are watched, and somebody who writes to them. */
  async function two(permissions: string[]): Promise<{ alice: Person; bob: Person }> {
    const alice = await harness.person({ permissions });
    await alice.page.addInitScript(WATCH_NOTIFICATIONS);
    const bob = await harness.person();
    await alice.enter('alice', 'news');
    await bob.enter('bob', 'news');
    return { alice, bob };
  }

  async function titles(person: Person, title: RegExp): Promise<void> {
    await person.page.evaluate(`new Promise((resolve) => {
      (function read() {
        if (${String(title)}.test(document.title)) resolve();
        else requestAnimationFrame(read);
      })();
    })`);
  }

  it('are asked for when the first message comes that is worth one, and shown while one looks away', async () => {
    const { alice, bob } = await two(['notifications']);
    await bob.say('For whoever is here');
    await alice.sees('For whoever is here');
    expect(await question(alice).count()).toBe(0);
    await bob.say('And this for @alice');
    await question(alice).waitFor();
    expect(await alice.page.evaluate('window.asked')).toBe(0);
    await alice.page.getByRole('button', { name: 'Turn on' }).click();
    await question(alice).waitFor({ state: 'detached' });
    expect(await alice.page.evaluate('window.asked')).toBe(1);
    expect(await alice.page.evaluate('window.shown')).toEqual([]);

    await alice.page.evaluate(look('away'));
    await bob.say('Not for her');
    await bob.say('@Alice, are you there?');
    await titles(alice, /^\(2\) news · Parley$/u);
    await bob.say('/pm alice Hello?');
    await titles(alice, /^\(3\) /u);
    expect(await alice.page.evaluate('window.shown')).toEqual([
      { title: 'bob in news', body: '@Alice, are you there?' },
      { title: 'bob', body: 'Hello?' },
    ]);

    await alice.page.evaluate("window.newest.dispatchEvent(new Event('click'))");
    await alice.page.evaluate(look('here'));
    await alice.page.getByRole('heading', { name: 'bob' }).waitFor();
    await alice.sees('Hello?');
    await titles(alice, /^bob · Parley$/u);
    await bob.say('Now you see it');
    await alice.sees('Now you see it');
    expect(await alice.page.evaluate('window.shown.length')).toBe(2);
  });

  it('are not asked for again once declined, and can be turned on in the settings', async () => {
    const { alice, bob } = await two([]);
    await bob.say('/pm alice One');
    await alice.page.getByRole('button', { name: 'Not now' }).click();
    await alice.page.reload();
    await alice.field.waitFor();
    await bob.say('Two');
    await alice.place(/bob.*2 unread/u).waitFor();
    expect(await question(alice).count()).toBe(0);
    expect(await alice.page.evaluate('window.asked')).toBe(0);
    await alice.page.getByRole('button', { name: 'Settings' }).click();
    await alice.page.getByRole('checkbox', { name: /^Notify me/u }).click();
    // This browser forbids what it was not told to grant.
    await alice.page.getByRole('alert').getByText('The browser forbids notifications').waitFor();
  });
});
