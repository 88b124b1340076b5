import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { temporaryFolder } from '../support/server-process.js';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';
import { StaticHost } from './static-host.js';

/** Where the page lies on its host. */
const BASE = '/chat/';

/** Builds the page for a chat server on another origin. */
async function buildPage(folder: string, chatUrl: string): Promise<void> {
  await promisify(execFile)(
    process.execPath,
    `node_modules/vite/bin/vite.js build -c web/vite.config.ts --base ${BASE}
      --outDir ${folder} --emptyOutDir --logLevel error`.split(/\s+/u),
    { env: { PATH: process.env['PATH'], NODE_ENV: 'production', VITE_CHAT_URL: chatUrl } },
  );
}

describeInBrowser('The page on a static host, its server elsewhere', () => {
  const folder = temporaryFolder();
  let host: StaticHost;
  let otherHost: StaticHost;
  let harness: Harness;
  beforeAll(async () => {
    host = await StaticHost.start(folder.path, BASE);
    otherHost = await StaticHost.start(folder.path, BASE);
    harness = await Harness.start({ ALLOWED_ORIGINS: host.url });
    await buildPage(folder.path, harness.url);
  });
  afterEach(() => harness.everybodyLeaves());
  afterAll(async () => {
    await Promise.all([harness.close(), host.close(), otherHost.close()]);
    folder.remove();
  });

  it('chats with the people there, and finds its rooms again by their addresses', async () => {
    const [alice, bob] = [await harness.person({}, host.url), await harness.person()];
    await alice.open(`${BASE}?name=alice`);
    await alice.page.getByRole('button', { name: 'Enter' }).click();
    await alice.field.waitFor();
    expect(new URL(alice.page.url()).pathname).toBe(`${BASE}r/lobby`);
    await bob.enter('bob');
    await bob.say('Whence do you come?');
    await alice.sees('Whence do you come?');
    await alice.say('From **elsewhere**');
    await bob.sees('From elsewhere');
    // A static host answers this address with `404.html`.
    await alice.page.reload();
    await alice.sees('Whence do you come?');
    await alice.page.getByRole('link', { name: 'Find or create a room' }).click();
    await alice.page.getByRole('heading', { name: 'Rooms', level: 1 }).waitFor();
    expect(new URL(alice.page.url()).pathname).toBe(`${BASE}rooms`);
  });

  it('says that it may not be allowed when the server refuses its origin', async () => {
    const alice = await harness.person({}, otherHost.url);
    await alice.open(`${BASE}?name=alice`);
    await alice.page.getByRole('button', { name: 'Enter' }).click();
    const text = alice.page.getByText(`The chat server at ${harness.url} does not answer`);
    await text.getByText('closed to this page').waitFor();
    await alice.page.getByRole('button', { name: 'Cancel' }).click();
    expect(await alice.page.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('alice');
  });
});
