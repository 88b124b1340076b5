import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestClient } from '../../src/testing/index.js';
import { hears, unreadTexts } from '../support/chat.js';
import { RawConnection } from '../support/raw-connection.js';
import { ServerProcess } from '../support/server-process.js';

const EVENTS = [
  'join room',
  'leave room',
  'new message',
  'new pm',
  'room history',
  'list rooms',
  'list members',
  'list conversations',
  'typing',
  'mark read',
  'set status',
  'refresh token',
];

function nested(levels: number, open: string, close: string, core = '0'): string {
  return open.repeat(levels) + core + close.repeat(levels);
}

describe('frames that no well-kept client sends', () => {
  let server: ServerProcess;
  let witness: TestClient;
  let opened = 0;
  beforeAll(async () => {
    server = await ServerProcess.start({
      DATABASE_URL: 'sqlite::memory:',
      RATE_LIMIT_ENABLED: 'false',
    });
    witness = await TestClient.connect(server.url, { username: 'witness' });
    await witness.request('join room', { roomname: 'lobby' });
  });
  afterAll(async () => {
    witness.close();
    await server.end('SIGTERM');
  });

  const identified = () => RawConnection.identified(server.url, `mallory${++opened}`);

  /** The same process still serves others, who were told nothing. */
  async function survivors(): Promise<unknown> {
    const friend = await TestClient.connect(server.url, { username: 'friend' });
    await friend.request('new pm', '@witness marker');
    await hears(witness, 'marker');
    friend.close();
    return { told: unreadTexts(witness), presence: witness.unread('typing') };
  }
  const NOTHING = { told: [], presence: [] };

  it('repeats no more of the name of an event that does not exist than a line', async () => {
    const curious = await TestClient.connect(server.url);
    curious.emitRaw('x'.repeat(60_000), 'payload');
    const { event, error } = await curious.next('exception');
    curious.close();
    expect([event.length, error.code]).toEqual([64, 'VALIDATION_FAILED']);
    expect(await survivors()).toEqual(NOTHING);
  });

  it.each([5_000, 30_000])('answers %d levels of nesting in any event', async (levels) => {
    const connection = await identified();
    const payloads = [
      nested(levels, '[', ']'),
      nested(Math.min(levels, 10_000), '{"a":', '}'),
      `{"message":${nested(levels, '[', ']')}}`,
      `{"roomname":${nested(Math.min(levels, 4_000), '{"roomname":', '}')}}`,
    ];
    let id = 0;
    for (const event of [...EVENTS, 'no such event']) {
      for (const payload of payloads) {
        const answer = await connection.exchange(`2${id}["${event}",${payload}]`);
        expect(answer).toMatch(new RegExp(`^3${id}\\[\\{"ok":false,"error":\\{"code":"VALIDATION`));
        expect(answer.length).toBeLessThan(1_000);
        id++;
      }
    }
    connection.close();
    expect(await survivors()).toEqual(NOTHING);
  });

  it.each([
    ['a list', '0[]'],
    ['a list of names', '0["username","mallory"]'],
    ['a text', '0"mallory"'],
    ['5,000 levels', `0{"username":${nested(5_000, '[', ']')}}`],
    ['5,000 levels of objects', `0{"token":${nested(5_000, '{"a":', '}')}}`],
    ['30,000 levels beside a name', `0{"x":${nested(30_000, '[', ']')},"username":" "}`],
    ['100,000 levels', `0{"token":${nested(100_000, '{"a":', '}')}}`],
    ['100,000 levels beside a name', `0{"x":${nested(100_000, '[', ']')},"username":" "}`],
    ['a megabyte', `0{"username":"${'x'.repeat(1_000_000)}"}`],
    ['a prototype', '0{"__proto__":{"username":"mallory"},"token":[]}'],
    ['no JSON', '0{"username'],
  ])('refuses an `auth` of %s', async (_, packet) => {
    const connection = await RawConnection.open(server.url);
    expect(await connection.exchange(packet)).toMatch(/^(closed|4\{"message":.*"code":"\w+")/);
    connection.close();
    expect(await survivors()).toEqual(NOTHING);
  });

  it('takes an `auth` of nothing for no one', async () => {
    for (const packet of [
      '0',
      '0{}',
      '0{"__proto__":{"username":"mallory"}}',
      '0{"username":null}',
    ]) {
      const connection = await RawConnection.open(server.url);
      expect(await connection.exchange(packet)).toMatch(/^0\{"sid"/);
      expect(await connection.exchange('21["list rooms",{}]')).toContain('"NOT_IDENTIFIED"');
      connection.close();
    }
  });

  it('answers a frame of 60 KB, and ends the connection over one of more than 64', async () => {
    const connection = await identified();
    const answer = await connection.exchange(`21["new pm","@witness ${'x'.repeat(60_000)}"]`);
    expect(answer).toMatch(/^31\[\{"ok":false,"error":\{"code":"VALIDATION_FAILED"/);
    connection.write(`22["new message","${'x'.repeat(65_536)}"]`);
    expect(await connection.read()).toBe('closed');
    expect(await survivors()).toEqual(NOTHING);
  });

  it.each([
    ['an event before the handshake', '2["new message","hi"]'],
    ['an acknowledgement before the handshake', '31[]'],
    ['a namespace that does not exist', '0/admin,{}'],
    ['no packet', 'hello'],
    ['an unknown type', '9'],
  ])('lets no one in by %s', async (_, packet) => {
    const connection = await RawConnection.open(server.url);
    expect(await connection.exchange(packet)).toMatch(/^(closed$|4)/);
    connection.close();
    expect(await survivors()).toEqual(NOTHING);
  });

  it.each([
    ['an event that is reserved', '2["disconnect"]'],
    ['an event without a name', '2[]'],
    ['an event that is an object', '2[{}]'],
    ['an event that is no list', '2{"new message":"hi"}'],
    ['broken JSON', '2["new message",'],
    ['a number that is too long', `2${'9'.repeat(400)}["new message","hi"]`],
    ['an attachment that never comes', '51-["new message",{"_placeholder":true,"num":7}]'],
    ['more attachments than exist', '5999999999-["new message",{"_placeholder":true,"num":0}]'],
    ['a deep event with an attachment', `51-["new message",${nested(30_000, '[', ']')}]`],
    ['an error of its own', '4{"message":"x"}'],
    ['a second handshake', '0{"username":"other"}'],
  ])('outlives %s', async (_, packet) => {
    const connection = await identified();
    connection.write(packet);
    connection.write(Buffer.from([1, 2, 3]));
    connection.write('21["list conversations",{}]');
    expect(await connection.read()).toMatch(/^(closed$|2|3|0)/);
    connection.close();
    expect(await survivors()).toEqual(NOTHING);
  });

  it('answers bytes where text belongs', async () => {
    const connection = await identified();
    for (const event of EVENTS) {
      connection.write(`51-1["${event}",{"_placeholder":true,"num":0}]`);
      connection.write(Buffer.from('hello'));
      expect(await connection.read()).toMatch(/^31\[\{"ok":false,"error":\{"code":"VALIDATION/);
    }
    connection.close();
  });

  it('answers each use of a number, and ignores acknowledgements that it did not ask for', async () => {
    const connection = await identified();
    connection.write('31["x"]');
    connection.write('30[]');
    connection.write('3[]');
    expect(await connection.exchange('20["list conversations",{}]')).toMatch(/^30\[\{"ok":true/);
    expect(await connection.exchange('20["list conversations",{}]')).toMatch(/^30\[\{"ok":true/);
    expect(await connection.exchange('27["list conversations",{}]')).toMatch(/^37\[\{"ok":true/);
    connection.close();
  });

  it('answers an event that is a number', async () => {
    const connection = await identified();
    expect(await connection.exchange('21[7,"x"]')).toMatch(/^31\[\{"ok":false,"error":\{"code":"V/);
    connection.close();
  });

  it('keeps nothing of a hundred handshakes that it refused on one connection', async () => {
    const connection = await RawConnection.open(server.url);
    for (let tries = 0; tries < 100; tries++) {
      expect(await connection.exchange('0{"username":" "}')).toMatch(/^4/);
    }
    expect(await connection.exchange('0{"username":"patient"}')).toMatch(/^0\{"sid"/);
    connection.close();
    expect(await survivors()).toEqual(NOTHING);
    expect(server.output).not.toContain('MaxListenersExceededWarning');
  });
});
