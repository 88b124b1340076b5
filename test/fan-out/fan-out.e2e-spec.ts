import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { connect as connectTcp, type Socket as TcpSocket } from 'node:net';
import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { createFanOutAdapter } from '../../src/cluster/fan-out.adapter.js';
import { SocketIoServer, tcpSocketOf, type Peer } from '../support/socket-io-server.js';

const SLOW_CONSUMER_BYTES = 1_000_000;
const MASKED_CONNECT = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]);

let server: SocketIoServer;

async function start(options = {}): Promise<SocketIoServer> {
  server = await SocketIoServer.start({
    adapter: createFanOutAdapter({ slowConsumerBytes: SLOW_CONSUMER_BYTES }),
    ...options,
  });
  return server;
}

/** The arguments of an event, as they came. */
function valuesOf(peer: Peer, event: string): unknown[] {
  return peer.received.filter(([name]) => name === event).map(([, value]) => value);
}

/** Counts what Engine.IO itself sends on a connection. */
function watchOrdinaryPath(peer: Peer): { count: number } {
  const watched = { count: 0 };
  peer.socket.conn.on('flush', () => (watched.count += 1));
  return watched;
}

afterEach(async () => {
  jest.restoreAllMocks();
  await server.close();
});

describe('the fan-out', () => {
  it("writes a room's packets of one tick once to each member", async () => {
    const { io } = await start();
    const peers = [await server.connect(), await server.connect()];
    for (const { socket } of peers) void socket.join('room');
    const writes = peers.map((peer) => jest.spyOn(tcpSocketOf(peer.socket), 'write'));
    const ordinary = peers.map(watchOrdinaryPath);
    for (let number = 0; number < 50; number += 1) io.to('room').emit('number', number);
    io.to('room').emit('end');
    await Promise.all(peers.map((peer) => peer.seen('end')));
    const expected = Array.from({ length: 50 }, (_, number) => number);
    expect(peers.map((peer) => valuesOf(peer, 'number'))).toEqual([expected, expected]);
    expect(writes.map((write) => write.mock.calls.length)).toEqual([1, 1]);
    const [first, second] = writes.map((write) => write.mock.calls[0]?.[0]);
    expect(first).toBe(second);
    expect(ordinary).toEqual([{ count: 0 }, { count: 0 }]);
  });

  it('sends an answer together with what the room is sent, in the order sent', async () => {
    const { io } = await start();
    const [sender, other] = [await server.connect(), await server.connect()];
    for (const { socket } of [sender, other]) void socket.join('room');
    const write = jest.spyOn(tcpSocketOf(sender.socket), 'write');
    sender.socket.on('say', (text: string, acknowledge: (answer: string) => void) => {
      io.to('room').except(sender.socket.id).emit('said', text);
      io.to('room').emit('note', 'before');
      acknowledge('done');
      io.to('room').emit('note', 'after');
    });
    const order: string[] = [];
    sender.client.on('note', (note: string) => order.push(note));
    sender.client.emit('say', 'hello', (answer: string) => order.push(answer));
    await Promise.all([sender.seen('note'), other.seen('note')]);
    expect(order).toEqual(['before', 'done', 'after']);
    expect(valuesOf(sender, 'said')).toEqual([]);
    expect(valuesOf(other, 'said')).toEqual(['hello']);
    expect(write).toHaveBeenCalledTimes(1);
  });

  it('sends frames of every length, in any script', async () => {
    const { io } = await start();
    const peer = await server.connect();
    const texts = [0, 90, 126, 5_000, 65_535, 70_000].flatMap((length) => [
      'x'.repeat(length),
      'é漢😀'.repeat(length / 3),
    ]);
    for (const text of texts) io.emit('text', text);
    io.emit('end');
    await peer.seen('end');
    expect(valuesOf(peer, 'text')).toEqual(texts);
  });

  it('goes to those who were in the room when it was sent', async () => {
    const { io } = await start();
    const [leaver, joiner] = [await server.connect(), await server.connect()];
    void leaver.socket.join('room');
    io.to('room').emit('text', 'before');
    void leaver.socket.leave('room');
    void joiner.socket.join('room');
    io.to('room').emit('text', 'after');
    io.emit('end');
    await Promise.all([leaver.seen('end'), joiner.seen('end')]);
    expect(valuesOf(leaver, 'text')).toEqual(['before']);
    expect(valuesOf(joiner, 'text')).toEqual(['after']);
  });

  it('does not go to who joins after it was sent', async () => {
    const { io } = await start();
    const [member, joiner] = [await server.connect(), await server.connect()];
    void member.socket.join('room');
    io.to('room').emit('text', 'before');
    void joiner.socket.join('room');
    io.emit('end');
    await Promise.all([member.seen('end'), joiner.seen('end')]);
    expect([member, joiner].map((peer) => valuesOf(peer, 'text'))).toEqual([['before'], []]);
  });

  it('reaches those whom the server then disconnects', async () => {
    const { io } = await start();
    const [kicked, closed] = [await server.connect(), await server.connect()];
    const gone = [kicked, closed].map(
      ({ client }) => new Promise((resolve) => client.once('disconnect', resolve)),
    );
    io.emit('text', 'goodbye');
    kicked.socket.disconnect();
    closed.socket.disconnect(true);
    await Promise.all(gone);
    expect([kicked, closed].map((peer) => valuesOf(peer, 'text'))).toEqual([
      ['goodbye'],
      ['goodbye'],
    ]);
  });

  it('loses, repeats and reorders nothing when a connection is upgraded under way', async () => {
    const { io } = await start();
    const peer = await server.connect({ transports: ['polling', 'websocket'], upgrade: true });
    let sent = 0;
    let wanted = Number.POSITIVE_INFINITY;
    peer.socket.conn.once('upgrade', () => (wanted = sent + 100));
    await new Promise<void>((resolve) => {
      const sendNext = (): void => {
        io.emit('number', sent++);
        peer.socket.emit('number', sent++);
        if (sent < wanted) setImmediate(sendNext);
        else resolve();
      };
      sendNext();
    });
    io.emit('end');
    await peer.seen('end');
    expect(peer.socket.conn.transport.name).toBe('websocket');
    expect(valuesOf(peer, 'number')).toEqual(Array.from({ length: sent }, (_, number) => number));
  });

  it.each([
    ['a polling client', {}, { transports: ['polling'] }],
    ['a compressed connection', { perMessageDeflate: { threshold: 0 } }, {}],
  ])('serves %s by the ordinary path', async (_, options, clientOptions) => {
    const { io } = await start(options);
    const peer = await server.connect(clientOptions);
    const ordinary = watchOrdinaryPath(peer);
    for (let number = 0; number < 10; number += 1) io.emit('number', number);
    io.emit('end');
    await peer.seen('end');
    expect(valuesOf(peer, 'number')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(ordinary.count).toBeGreaterThan(0);
  });

  it('shows each packet to who listens for packets', async () => {
    const { io } = await start();
    const peer = await server.connect();
    const seen: unknown[] = [];
    peer.socket.conn.on('packetCreate', ({ data }: { data: unknown }) => seen.push(data));
    io.emit('number', 1);
    io.emit('end');
    await peer.seen('end');
    expect(seen).toEqual(['2["number",1]', '2["end"]']);
  });

  it('tells listeners for outgoing events, and survives one that throws', async () => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { io } = await start();
    const [first, second] = [await server.connect(), await server.connect()];
    const heard: unknown[] = [];
    first.socket.onAnyOutgoing(() => {
      throw new Error('a listener failed');
    });
    second.socket.onAnyOutgoing((...event: unknown[]) => heard.push(event));
    io.emit('end', 1);
    await Promise.all([first.seen('end'), second.seen('end')]);
    expect(heard).toEqual([['end', 1]]);
  });

  it('sends the others theirs when a socket throws', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { io } = await start();
    const [broken, sound] = [await server.connect(), await server.connect()];
    jest.spyOn(tcpSocketOf(broken.socket), 'write').mockImplementation(() => {
      throw new Error('the socket is broken');
    });
    io.emit('end');
    await sound.seen('end');
    expect(error).toHaveBeenCalledTimes(1);
  });

  it('joins across namespaces of one connection in order', async () => {
    const { io } = await start();
    const peer = await server.connect({}, '/other');
    io.of('/other').emit('number', 1);
    peer.socket.emit('number', 2);
    io.of('/other').emit('end');
    await peer.seen('end');
    expect(valuesOf(peer, 'number')).toEqual([1, 2]);
  });

  it('cuts a reader that stopped reading, and no one else', async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const { io } = await start();
    const reader = await server.connect();
    const slow = await connectPaused(server);
    const text = 'x'.repeat(100_000);
    let sent = 0;
    while (slow.isConnected()) {
      io.emit('text', text);
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    io.emit('end');
    await reader.seen('end');
    expect(valuesOf(reader, 'text')).toHaveLength(sent);
    slow.tcp.destroy();
  });

  it('drops what is volatile for a reader that is behind', async () => {
    const { io } = await start();
    const slow = await connectPaused(server);
    const text = 'x'.repeat(100_000);
    const stream = slow.serverSide();
    while (stream.writableLength === 0) {
      io.emit('text', text);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const before = stream.writableLength;
    io.volatile.emit('text', text);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stream.writableLength).toBeLessThanOrEqual(before);
    slow.tcp.destroy();
  });
});

interface PausedReader {
  tcp: TcpSocket;
  isConnected(): boolean;
  serverSide(): TcpSocket;
}

/** Connects by WebSocket, enters the namespace and then reads nothing more. */
async function connectPaused({ io, port }: SocketIoServer): Promise<PausedReader> {
  const accepted = new Promise<Peer['socket']>((resolve) => io.once('connection', resolve));
  const tcp = connectTcp(port, '127.0.0.1');
  tcp.on('error', () => undefined);
  tcp.write(
    [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      'Host: 127.0.0.1',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      '\r\n',
    ].join('\r\n'),
  );
  await once(tcp, 'data');
  tcp.write(MASKED_CONNECT);
  const socket = await accepted;
  tcp.pause();
  return {
    tcp,
    isConnected: () => socket.connected,
    serverSide: () => tcpSocketOf(socket),
  };
}
