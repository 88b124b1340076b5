import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { ChatClient } from '../../src/client/index.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';
import type { Person } from './person.js';

describeInBrowser('A connection that goes and comes', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  const wires: TcpProxy[] = [];
  afterEach(async () => {
    await harness.everybodyLeaves();
    await Promise.all(wires.splice(0).map((wire) => wire.cut()));
  });
  afterAll(() => harness.close());

  /** Somebody whose way to the server can be cut. */
  async function onWire(): Promise<{ alice: Person; wire: TcpProxy }> {
    const wire = await TcpProxy.start(harness.url);
    wires.push(wire);
    return { alice: await harness.person({}, wire.url), wire };
  }

  it('loses nothing when the server is killed while one writes', async () => {
    const [alice, bob] = [await harness.person(), await harness.person()];
    await alice.enter('alice', 'killed');
    await bob.enter('bob', 'killed');
    await alice.say('Before');
    await bob.sees('Before');
    await alice.field.pressSequentially('I was just say');
    await harness.killServer();
    await alice.page.getByText('You are offline').waitFor();
    await alice.field.pressSequentially('ing');
    await alice.field.press('Enter');
    await alice.message('I was just saying').getByText('Sending').waitFor();
    await harness.restartServer();
    for (const person of [alice, bob]) await person.hasNetworkAgain();
    await alice.message('I was just saying').getByText('Sent').waitFor();
    await bob.sees('I was just saying');
    await alice.page.getByText('You are offline').waitFor({ state: 'detached' });
    expect(await bob.message('I was just saying').count()).toBe(1);
    expect(await bob.message('Before').count()).toBe(1);
  });

  /** Somebody who is offline, and whose page tries nothing by itself any more, on a wire that is whole. */
  async function waiting(room: string): Promise<Person> {
    const { alice, wire } = await onWire();
    await alice.page.clock.install();
    await alice.enter('alice', room);
    await wire.cut();
    const countdown = alice.page.getByText(/Next try in (?:[2-9]|\d\d) seconds/u);
    await countdown.waitFor();
    await alice.page.clock.pauseAt(Date.now() + 60_000);
    while ((await countdown.count()) === 0) await alice.page.clock.runFor(1_000);
    await wire.restore();
    return alice;
  }

  const hints: [string, (alice: Person) => Promise<unknown>][] = [
    ['told to', ({ page }) => page.getByRole('button', { name: 'Try now' }).click()],
    ['its device has a network again', (alice) => alice.hasNetworkAgain()],
    [
      'somebody looks at it again',
      ({ page }) => page.evaluate("document.dispatchEvent(new Event('visibilitychange'))"),
    ],
  ];
  it.each(hints)('says when it is tried again, and tries at once when %s', async (_, hint) => {
    const alice = await waiting('countdown');
    const tried = alice.page.waitForEvent('websocket');
    await hint(alice);
    await tried;
    await alice.page.clock.resume();
    await alice.page.getByText('You are offline').waitFor({ state: 'detached' });
  });

  it('shows what was missed in a long absence, in order and once', async () => {
    const { alice, wire } = await onWire();
    await alice.enter('alice', 'absence');
    const robot = new ChatClient({ url: harness.url, username: 'robot' });
    const room = await robot.join('absence');
    await room.send('Message 0');
    await alice.sees('Message 0');
    await wire.cut();
    await alice.page.getByText('You are offline').waitFor();
    for (let number = 1; number <= 450; number += 1) await room.send(`Message ${number}`);
    await wire.restore();
    await alice.hasNetworkAgain();
    await alice.sees('Message 450');
    robot.close();
    const numbers = await alice.page.getByRole('article').allInnerTexts();
    const shown = numbers.map((text) => Number(/Message (\d+)/u.exec(text)?.[1]));
    expect(shown).toEqual(shown.map((_, index) => 451 - shown.length + index));
  });

  it('that never comes about is said in words, and can be given up', async () => {
    const { alice, wire } = await onWire();
    await alice.open('/r/nowhere?name=alice');
    const enter = alice.page.getByRole('button', { name: 'Enter' });
    await enter.waitFor();
    await wire.cut();
    await enter.click();
    await alice.page.getByText(/does not answer/u).waitFor();
    await alice.page.getByRole('button', { name: 'Cancel' }).click();
    expect(await alice.page.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('alice');
  });

  it('keeps what was not sent over a reload without a server', async () => {
    const { alice, wire } = await onWire();
    await alice.enter('alice', 'outbox');
    await wire.cut();
    await alice.page.getByText('You are offline').waitFor();
    await alice.say('Written in a tunnel');
    await alice.message('Written in a tunnel').waitFor();
    await wire.restore();
    await alice.page.reload();
    await alice.message('Written in a tunnel').getByText('Sent').waitFor();
    expect(await alice.message('Written in a tunnel').count()).toBe(1);
  });

  it('goes on without storage, and says what that means', async () => {
    const alice = await harness.person();
    await alice.page.addInitScript(
      "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })",
    );
    await alice.open('/r/private?name=alice');
    await alice.page.getByText(/keeps nothing for this page/u).waitFor();
    await alice.page.getByRole('button', { name: 'Enter' }).click();
    await alice.field.waitFor();
    await alice.say('Here all the same');
    await alice.message('Here all the same').getByText('Sent').waitFor();
  });

  it('goes on with a storage that is full, and says what that means', async () => {
    const alice = await harness.person();
    await alice.open('/');
    await alice.page.evaluate(`(() => {
      let piece = 'x'.repeat(1_000_000);
      for (let n = 0; piece !== ''; n += 1) {
        try { localStorage.setItem('filler-' + n, piece); }
        catch { piece = piece.slice(Math.ceil(piece.length / 2)); }
      }
    })()`);
    await alice.open('/r/full?name=alice');
    await alice.page.getByText(/keeps nothing for this page/u).waitFor();
    await alice.page.getByRole('button', { name: 'Enter' }).click();
    await alice.field.fill('Half a sent');
    await alice.page.getByRole('link', { name: 'Find or create a room' }).click();
    await alice.page.getByRole('heading', { name: 'Rooms', level: 1 }).waitFor();
    await alice.place('full').click();
    expect(await alice.field.inputValue()).toBe('Half a sent');
    await alice.field.press('Enter');
    await alice.message('Half a sent').getByText('Sent', { exact: true }).waitFor();
  });
});
