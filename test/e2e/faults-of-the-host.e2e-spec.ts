import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  Authenticator,
  ChatModule,
  type Handshake,
  type Principal,
  type User,
} from '../../src/index.js';
import { createChatTestApp, type ChatTestApp } from '../../src/testing/index.js';

let failing = false;

/** Guests by name, whose tokens come from somewhere that can be out of reach. */
@Injectable()
class RemoteTokens extends Authenticator {
  override readonly allowsGuests = true;

  override async authenticate({ auth }: Handshake): Promise<Principal> {
    const { username } = auth;
    return typeof username === 'string' ? { kind: 'guest', username } : { kind: 'anonymous' };
  }

  override async tokenFor({ id }: User): Promise<string> {
    if (failing) throw new Error('The token service is out of reach');
    return `token of ${id}`;
  }
}

describe('a token that cannot be made', () => {
  let app: ChatTestApp;
  const start = async () => {
    app = await createChatTestApp(
      ChatModule.forRoot({ storage: { url: 'sqlite::memory:' }, authenticator: RemoteTokens }),
    );
  };
  afterEach(() => app.close());

  it('refuses the handshake and leaves the name free', async () => {
    await start();
    failing = true;
    await expect(app.connectAs('alice')).rejects.toMatchObject({ code: 'INTERNAL' });
    failing = false;
    const alice = await app.connectAs('alice');
    const joined = await alice.request('join room', { roomname: 'lobby' });
    expect(joined).toMatchObject({ username: 'alice', count: 1 });
    expect(joined.token).toMatch(/^token of /);
  });

  it('refuses the join that names someone, who may try again and hears what is sent to them', async () => {
    await start();
    failing = true;
    const bob = await app.connect();
    const attempt = { roomname: 'lobby', username: 'bob' };
    expect(await bob.send('join room', attempt)).toMatchObject({ error: { code: 'INTERNAL' } });
    failing = false;
    expect((await bob.request('join room', attempt)).token).toMatch(/^token of /);
    const carl = await app.connectAs('carl');
    await carl.request('new pm', '@bob hello');
    expect(await bob.next('new message', ({ type }) => type === 'private')).toMatchObject({
      message: 'hello',
    });
  });
});
