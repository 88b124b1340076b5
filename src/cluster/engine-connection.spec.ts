import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { SocketIoServer } from '../../test/support/socket-io-server.js';
import { EngineConnection } from './engine-connection.js';
import { createFanOutAdapter } from './fan-out.adapter.js';

let server: SocketIoServer | undefined;

afterEach(async () => {
  jest.restoreAllMocks();
  await server?.close();
});

/** Every version of a package that is installed, below others too. */
function versionsOf(name: string): string[] {
  const lock = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8');
  const entries = lock.matchAll(/"[^"]*node_modules\/([^"]+)": \{\s+"version": "([^"]+)"/g);
  return [...entries].filter(([, found]) => found === name).map(([, , version]) => version ?? '');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

describe('what EngineConnection knows of Engine.IO and ws', () => {
  it('was read in the versions that are installed', () => {
    expect({ engine: versionsOf('engine.io'), ws: versionsOf('ws') }).toEqual({
      engine: ['6.6.12'],
      ws: ['8.21.3'],
    });
  });

  it('holds for a WebSocket, and not for polling', async () => {
    server = await SocketIoServer.start({});
    const direct = await server.connect();
    const polling = await server.connect({ transports: ['polling'] });
    expect(EngineConnection.of(direct.socket.conn)?.isDirect).toBe(true);
    expect(EngineConnection.of(polling.socket.conn)?.isDirect).toBe(false);
  });

  it.each(['writeBuffer', 'transport', 'listenerCount'])(
    'does not hold for an Engine.IO without %s',
    async (field) => {
      server = await SocketIoServer.start({});
      const peer = await server.connect();
      const strange = new Proxy<object>(peer.socket.conn, {
        get: (target, name): unknown => (name === field ? undefined : Reflect.get(target, name)),
      });
      expect(EngineConnection.of(strange)).toBeUndefined();
    },
  );

  it.each(['_socket', 'extensions'])('does not write past a ws that has no %s', async (field) => {
    server = await SocketIoServer.start({});
    const { conn } = (await server.connect()).socket;
    const webSocket: unknown = Reflect.get(conn.transport, 'socket');
    if (!isObject(webSocket)) throw new Error('there is no WebSocket');
    const hidden = new Proxy(webSocket, {
      get: (target, name): unknown => (name === field ? undefined : Reflect.get(target, name)),
    });
    Reflect.set(conn.transport, 'socket', hidden);
    expect(EngineConnection.of(conn)?.isDirect).toBe(false);
    Reflect.set(conn.transport, 'socket', webSocket);
  });

  it('leaves connections alone that it does not know, says so once, and serves them', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    jest.spyOn(EngineConnection, 'of').mockReturnValue(undefined);
    server = await SocketIoServer.start({
      adapter: createFanOutAdapter({ slowConsumerBytes: 1_000_000 }),
    });
    const peers = [await server.connect(), await server.connect()];
    server.io.emit('number', 1);
    server.io.emit('end');
    await Promise.all(peers.map(({ seen }) => seen('end')));
    expect(peers.map(({ received }) => received)).toEqual([
      [['number', 1], ['end']],
      [['number', 1], ['end']],
    ]);
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
