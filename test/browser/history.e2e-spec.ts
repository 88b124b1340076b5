import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';
import type { Person } from './person.js';

const COUNT = 10_000;

/** Fills a room, many messages in flight: what the page's own client would never do. */
async function fill(url: string, room: string, count: number): Promise<void> {
  const socket = io(url, { transports: ['websocket'], auth: { username: 'scribe' } });
  await socket.emitWithAck('join room', { roomname: room });
  for (let from = 1; from <= count; from += 500) {
    const batch = Array.from({ length: 500 }, (_, index) =>
      socket.emitWithAck('new message', { room, message: `Entry ${from + index}` }),
    );
    await Promise.all(batch);
  }
  socket.close();
}

/** The first message whose top is on the screen, and where. */
const FIRST_VISIBLE = `(() => {
  const top = document.querySelector('.messages').getBoundingClientRect().top;
  const rows = [...document.querySelectorAll('.messages article')];
  const row = rows.find((row) => row.getBoundingClientRect().top >= top && row.innerText !== '');
  return { text: row?.innerText ?? '', top: row?.getBoundingClientRect().top ?? 0 };
})()`;

function entryIn(found: unknown): number {
  return Number(/Entry (\d+)/u.exec(JSON.stringify(found))?.[1]);
}

/** Resolves when the list has stood still for ten frames. */
const STILL = `new Promise((resolve) => {
  const list = document.querySelector('.messages');
  let [last, frames] = [NaN, 0];
  (function look() {
    frames = list.scrollTop === last ? frames + 1 : 0;
    last = list.scrollTop;
    if (frames === 10) resolve();
    else requestAnimationFrame(look);
  })();
})`;

/** Scrolls by the wheel until an entry is on the screen. */
async function scrollTo(person: Person, entry: number, upwards: boolean): Promise<void> {
  const list = person.page.getByRole('region', { name: /^Messages in/ });
  await list.hover();
  while ((await person.message(new RegExp(`Entry ${entry}$`, 'mu')).count()) === 0) {
    await person.page.mouse.wheel(0, upwards ? -20_000 : 20_000);
    await person.page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  }
}

describeInBrowser('A long history', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    await fill(harness.url, 'long', COUNT);
  });
  afterEach(() => harness.everybodyLeaves());
  afterAll(() => harness.close());

  it('begins at the end', async () => {
    const alice = await harness.person();
    await alice.enter('alice', 'long');
    await alice.sees(`Entry ${COUNT}`);
  });

  it('does not jump when what is older arrives', async () => {
    const alice = await harness.person();
    await alice.enter('alice', 'long');
    await alice.sees(`Entry ${COUNT}`);
    const list = alice.page.getByRole('region', { name: /^Messages in/ });
    await list.hover();
    const seen: number[] = [COUNT];
    while ((seen.at(-1) ?? 0) > COUNT - 450) {
      await alice.page.mouse.wheel(0, -400);
      await alice.page.evaluate(STILL);
      seen.push(entryIn(await alice.page.evaluate(FIRST_VISIBLE)));
    }
    const steps = seen.slice(1).map((entry, index) => (seen[index] ?? 0) - entry);
    // 400 pixels are about fifteen rows; a page is 200 messages.
    expect(Math.max(...steps)).toBeLessThan(40);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(-2);
  });

  it('can be scrolled to its beginning, with few rows in the document', async () => {
    const alice = await harness.person();
    await alice.enter('alice', 'long');
    await alice.sees(`Entry ${COUNT}`);
    await scrollTo(alice, 1, true);
    await alice.page.getByText('This is the beginning of long.').waitFor();
    expect(await alice.page.getByRole('article').count()).toBeLessThan(120);
  });

  it('stays where one reads while others write, and says how much is new', async () => {
    const [alice, bob] = [await harness.person(), await harness.person()];
    await alice.enter('alice', 'long');
    await bob.enter('bob', 'long');
    await alice.sees(`Entry ${COUNT}`);
    const list = alice.page.getByRole('region', { name: /^Messages in/ });
    await list.hover();
    await alice.page.mouse.wheel(0, -600);
    await alice.page.getByRole('button', { name: 'Jump to the newest' }).waitFor();
    await alice.page.evaluate(STILL);
    const before = entryIn(await alice.page.evaluate(FIRST_VISIBLE));
    for (const word of ['one', 'two', 'three']) await bob.say(`News ${word}`);
    await alice.page.getByRole('button', { name: '3 new messages' }).waitFor();
    expect(entryIn(await alice.page.evaluate(FIRST_VISIBLE))).toBe(before);
    await alice.page.getByRole('button', { name: '3 new messages' }).click();
    await alice.sees('News three');
    await bob.say('News four');
    await alice.sees('News four');
  });
});
