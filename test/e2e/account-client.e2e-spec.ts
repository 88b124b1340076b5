import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Account, authMode, ChatClient, memoryStorage } from '../../src/client/index.js';
import { PASSWORD } from '../support/auth-api.js';
import { ServerProcess } from '../support/server-process.js';

describe('the client of an account', () => {
  let server: ServerProcess;
  let clients: ChatClient[] = [];
  beforeAll(async () => {
    server = await ServerProcess.start({
      AUTH_MODE: 'accounts',
      DATABASE_URL: 'sqlite::memory:',
      RATE_LIMIT_ENABLED: 'false',
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    for (const client of clients) client.close();
    clients = [];
  });
  afterAll(() => server.end('SIGTERM'));

  const options = () => ({ url: server.url, storage: memoryStorage() });
  function chatAs(account: Account): ChatClient {
    const client = new ChatClient({ url: server.url, getToken: (stale) => account.token(stale) });
    clients.push(client);
    return client;
  }
  const isRefused = (client: ChatClient) =>
    new Promise<void>((resolve) => {
      if (client.connection === 'refused') resolve();
      client.on('connection', (state) => {
        if (state === 'refused') resolve();
      });
    });

  it('registers, chats, and goes on the next time without the password', async () => {
    expect(await authMode(server.url)).toEqual({ mode: 'accounts', guests: true });
    const kept = options();
    const account = await Account.register(kept, { username: 'Alice', password: PASSWORD });
    const room = await chatAs(account).join('lobby');
    await room.send('hello');
    const next = await Account.resume(kept, 'alice');
    expect(next?.username).toBe('Alice');
    if (next) await (await chatAs(next).join('lobby')).send('again');
    expect(await Account.resume(kept, 'bob')).toBeUndefined();
    expect(await Account.resume(options(), 'Alice')).toBeUndefined();
  });

  it('asks for another access token in time, once for all who want it', async () => {
    const kept = options();
    const set = jest.spyOn(kept.storage, 'set');
    const account = await Account.register(kept, { username: 'bob', password: PASSWORD });
    await account.token();
    expect(set).toHaveBeenCalledTimes(1);
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 14 * 60_000);
    const [first, second] = await Promise.all([account.token(), account.token()]);
    expect(second).toBe(first);
    expect(set).toHaveBeenCalledTimes(2);
    expect(new Set(set.mock.calls.map(([, token]) => token)).size).toBe(2);
    clock.mockRestore();
    expect(await Account.resume(kept, 'bob')).toBeDefined();
  });

  it('ends with the session, for good', async () => {
    const kept = options();
    const [here, there] = [
      await Account.register(kept, { username: 'carol', password: PASSWORD }),
      await Account.logIn(options(), { username: 'carol', password: PASSWORD }),
    ];
    const [phone, laptop] = [chatAs(here), chatAs(there)];
    await Promise.all([phone.join('lobby'), laptop.join('lobby')]);
    await here.changePassword(PASSWORD, `${PASSWORD}!`);
    await isRefused(laptop);
    expect(laptop.error).toMatchObject({ code: 'UNAUTHORIZED' });
    await phone.room('lobby')?.send('still here');
    await here.logOutEverywhere();
    await isRefused(phone);
    expect(await Account.resume(kept, 'carol')).toBeUndefined();
    const wrong = Account.logIn(options(), { username: 'carol', password: PASSWORD });
    await expect(wrong).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('is refused when there are no more tokens to be had', async () => {
    const account = await Account.register(options(), { username: 'dave', password: PASSWORD });
    await account.logOut();
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 14 * 60_000);
    const client = chatAs(account);
    await isRefused(client);
    expect(client.error).toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('makes an account of the guest whose token is kept', async () => {
    const kept = options();
    const guest = new ChatClient({ ...kept, username: 'erin' });
    clients.push(guest);
    await (await guest.join('den')).send('as a guest');
    const account = await Account.register(kept, { username: 'erin', password: PASSWORD });
    await isRefused(guest);
    const room = await chatAs(account).join('den');
    expect(room.snapshot.messages.map(({ message, mine }) => [message, mine])).toEqual([
      ['as a guest', true],
    ]);
    const other = { url: server.url, storage: kept.storage };
    await expect(Account.register(other, { username: 'erin', password: PASSWORD })).rejects.toThrow(
      'taken',
    );
  });

  it('says when no server answers', async () => {
    const nowhere = { url: 'http://127.0.0.1:9' };
    await expect(authMode(nowhere.url)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const logIn = Account.logIn(nowhere, { username: 'x', password: 'y' });
    await expect(logIn).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
