import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { ChatClient } from '../../src/client/index.js';
import { CommandProcess } from '../support/command-process.js';
import { temporaryFolder } from '../support/server-process.js';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';

describeInBrowser('People chatting on the page', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.everybodyLeaves());
  afterAll(() => harness.close());

  it('exchange messages in a room, each shown once, from sending to sent', async () => {
    const [alice, bob] = [await harness.person(), await harness.person()];
    await alice.enter('alice');
    await bob.enter('bob');
    await alice.say('Hello bob');
    await bob.sees('Hello bob');
    await bob.say('Hello alice');
    await alice.sees('Hello alice');
    await alice.say('Last word');
    await alice.message('Last word').getByText('Sent').waitFor();
    expect(await alice.page.getByRole('article').count()).toBe(3);
    expect(await bob.message('Hello bob').count()).toBe(1);
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });

  it('still read that a message was sent when somebody comes after it', async () => {
    const [alice, bob] = [await harness.person(), await harness.person()];
    await alice.enter('alice', 'still-sent');
    await alice.say('Anybody here?');
    await bob.enter('bob', 'still-sent');
    await alice.page.getByText('bob joined').waitFor();
    await alice.message('Anybody here?').getByText('Sent').waitFor();
  });

  it('write privately, and only to the one who is meant', async () => {
    const people = [await harness.person(), await harness.person(), await harness.person()];
    const [alice, bob, carol] = people;
    if (!alice || !bob || !carol) throw new Error('Three came');
    await alice.enter('alice', 'privacy');
    await bob.enter('bob', 'privacy');
    await carol.enter('carol', 'privacy');
    await alice.page.getByRole('link', { name: 'bob' }).first().click();
    await alice.say('For your eyes only');
    await bob.place(/alice/).click();
    await bob.sees('For your eyes only');
    await bob.say('/pm carol And this for yours');
    await carol.place(/bob/).click();
    await carol.sees('And this for yours');
    expect(await carol.message('For your eyes only').count()).toBe(0);
    expect(await carol.place(/alice/).count()).toBe(0);
  });

  it('are the same people, in the same rooms, with the same draft, after a reload', async () => {
    const alice = await harness.person();
    await alice.enter('alice', 'reload');
    await alice.say('Before');
    await alice.message('Before').getByText('Sent').waitFor();
    await alice.say('/join second');
    await alice.page.getByRole('heading', { name: 'second' }).waitFor();
    await alice.field.fill('Half a sent');
    await alice.page.reload();
    await alice.field.waitFor();
    expect(await alice.field.inputValue()).toBe('Half a sent');
    await alice.place('reload').click();
    await alice.sees('Before');
    expect(await alice.field.inputValue()).toBe('');
  });

  it('find a room among all, make one, and leave it', async () => {
    const [alice, bob] = [await harness.person(), await harness.person()];
    await alice.enter('alice', 'old-room');
    await bob.enter('bob', 'meeting-place');
    await alice.page.getByRole('link', { name: 'Find or create a room' }).click();
    const field = alice.page.getByRole('textbox', { name: 'Room name' });
    await field.fill('eeting');
    const found = alice.page.getByRole('main').getByRole('listitem');
    await found.filter({ hasText: 'meeting-place' }).getByText('1 member').waitFor();
    await found.filter({ hasText: 'old-room' }).waitFor({ state: 'detached' });
    await found.filter({ hasText: 'meeting-place' }).getByRole('link').click();
    await alice.say('There you are');
    await bob.sees('There you are');
    await alice.page.getByRole('link', { name: 'Find or create a room' }).click();
    await field.fill('new-room');
    await field.press('Enter');
    await alice.page.getByText('This is the beginning of new-room.').waitFor();
    await alice.page.getByRole('button', { name: 'Leave room' }).click();
    await alice.place('new-room').waitFor({ state: 'detached' });
    await alice.place('meeting-place').waitFor();
  });

  it('see what they have not read, and where they stopped', async () => {
    const [alice, bob] = [await harness.person(), await harness.person()];
    await alice.enter('alice', 'first');
    await bob.enter('bob', 'first');
    await bob.say('Read');
    await alice.sees('Read');
    await alice.say('/join second');
    await alice.page.getByRole('heading', { name: 'second' }).waitFor();
    await bob.say('Not read');
    await bob.say('Nor this');
    const place = alice.place(/first.*2 unread/u);
    await place.waitFor();
    await place.click();
    await alice.sees('Nor this');
    await alice.page
      .getByRole('region', { name: 'Messages in first' })
      .getByText('New', { exact: true })
      .waitFor();
    await alice.place(/^first$/u).waitFor();
  });

  it('are told where a name is taken, and what to do', async () => {
    const [alice, other] = [await harness.person(), await harness.person()];
    await alice.enter('alice');
    await other.open('/r/lobby?name=alice');
    await other.page.getByRole('button', { name: 'Enter' }).click();
    await other.page.getByRole('alert').getByText('That name is in use').waitFor();
    const name = other.page.getByRole('textbox', { name: 'Your name' });
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    await name.fill('alicia');
    await other.page.getByRole('button', { name: 'Enter' }).click();
    await other.field.waitFor();
  });

  it('are one person in two tabs: what one writes, the other shows as their own', async () => {
    const alice = await harness.person();
    await alice.enter('alice', 'tabs');
    const second = await harness.secondTab(alice);
    await second.open('/r/tabs');
    await second.field.waitFor();
    await alice.say('From the first');
    await second.sees('From the first');
    await second.say('From the second');
    await alice.sees('From the second');
    expect(await alice.page.getByRole('complementary').getByText('(you)').count()).toBe(1);
  });

  it('meet in a room whose name is not fit for an address', async () => {
    const name = 'a/b % c?# 🎉';
    const [alice, bob] = [await harness.person(), await harness.person()];
    await alice.enter('alice', name);
    await bob.enter('bob', name);
    await alice.say('Found it');
    await bob.sees('Found it');
    await bob.page.reload();
    await bob.sees('Found it');
  });

  it('meet users of other clients', async () => {
    const alice = await harness.person();
    await alice.enter('alice', 'clients');
    const robot = new ChatClient({ url: harness.url, username: 'robot' });
    try {
      const room = await robot.join('clients');
      const heard = new Promise<string>((resolve) => {
        room.on('message', ({ mine, message }) => {
          if (!mine) resolve(message);
        });
      });
      await room.send('I am a program');
      await alice.sees('I am a program');
      await alice.say('I am not');
      expect(await heard).toBe('I am not');
    } finally {
      robot.close();
    }
  });

  it('chat with users of the terminal client', async () => {
    const alice = await harness.person();
    await alice.enter('alice', 'terminal');
    const state = temporaryFolder();
    const args = ['--url', harness.url, '--room', 'terminal', '--user', 'tty'];
    const terminal = new CommandProcess(['chat', ...args], { XDG_STATE_HOME: state.path });
    try {
      await alice.page.getByText('tty joined').waitFor();
      terminal.enter('Greetings from a *terminal*');
      await alice.sees('Greetings from a terminal');
      await alice.say('And from a page 🎉');
      await terminal.prints('And from a page 🎉');
      await alice.say('/pm tty For you alone');
      await terminal.prints('For you alone');
      terminal.enter('/pm alice Well received');
      await alice.sees('Well received');
      expect((await terminal.finish()).code).toBe(0);
    } finally {
      await terminal.end('SIGKILL');
      state.remove();
    }
  });

  it('see who is typing, and no longer', async () => {
    const [alice, bob] = [await harness.person(), await harness.person()];
    await alice.enter('alice', 'typing');
    await bob.enter('bob', 'typing');
    await bob.field.pressSequentially('Hm');
    await alice.page.getByText('bob is typing…').waitFor();
    await bob.field.press('Enter');
    await alice.sees('Hm');
    await alice.page.getByText('bob is typing…').waitFor({ state: 'detached' });
  });

  it('see at once who comes, goes away and leaves', async () => {
    const [alice, bob] = [await harness.person(), await harness.person()];
    await alice.enter('alice', 'presence');
    await bob.enter('bob', 'presence');
    const member = alice.page.getByRole('complementary').getByRole('link', { name: /bob/ });
    await member.getByText('online').waitFor();
    await bob.say('/away');
    await member.getByText('away').waitFor();
    await bob.context.close();
    await member.getByText('offline').waitFor();
  });

  it('finish names, emoji and commands without spelling them', async () => {
    const [alice, bob] = [await harness.person(), await harness.person()];
    await alice.enter('alice', 'completion');
    await bob.enter('bob', 'completion');
    await alice.page.getByRole('complementary').getByText('bob').waitFor();
    await alice.field.pressSequentially('@b');
    await alice.page.getByRole('option', { name: 'bob' }).waitFor();
    await alice.field.press('Tab');
    await alice.field.pressSequentially(':tad');
    await alice.page.getByRole('option', { name: /tada/ }).waitFor();
    await alice.field.press('Enter');
    await alice.field.press('Enter');
    await bob.sees('@bob 🎉');
    await alice.field.pressSequentially('/hel');
    await alice.field.press('Tab');
    await alice.field.press('Enter');
    await alice.page.getByText('/join ROOM').waitFor();
  });

  it('read in their own language', async () => {
    const anna = await harness.person({ locale: 'de-AT' });
    await anna.open('/r/sprache?name=anna');
    await anna.page.getByRole('button', { name: 'Eintreten' }).click();
    await anna.page.getByRole('textbox', { name: 'Nachricht an sprache' }).waitFor();
    expect(await anna.page.evaluate('document.documentElement.lang')).toBe('de');
  });
});
