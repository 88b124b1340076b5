import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** Says something like a server of another kind, on 127.0.0.1. */
export class PretendServer {
  private constructor(
    readonly port: number,
    /** Resolves when it has let go of its port. */
    readonly stop: () => Promise<void>,
  ) {}

  /**
   * @param answer what it says to something that a client said.
   * @param port by default any that is free.
   */
  static async start(answer: (heard: Buffer) => Buffer | string, port = 0): Promise<PretendServer> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
      socket.on('data', (heard: Buffer) => socket.write(answer(heard)));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('It has no port');
    return new PretendServer(address.port, async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    });
  }
}

/** Lets clients connect, hears them, and never says a word. */
export function silentServer(): Promise<PretendServer> {
  return PretendServer.start(() => '');
}

/** A Redis of some version, which knows no more than to say so. */
export function pretendRedis(version: string, port?: number): Promise<PretendServer> {
  const info = `# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\n`;
  const answer = (heard: Buffer) =>
    Array.from(heard.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g), ([, command]) =>
      command?.toLowerCase() === 'info' ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n',
    ).join('');
  return PretendServer.start(answer, port);
}

/** A PostgreSQL of some version, which answers every query with it. */
export function pretendPostgres(
  number: number,
  version: string,
  port?: number,
): Promise<PretendServer> {
  return PretendServer.start((heard) => {
    // A startup message has no type; what has one here is a simple query, or the end.
    if (heard[0] === 0) return Buffer.concat([message('R', int32(0)), READY]);
    if (heard.toString('latin1', 0, 1) !== 'Q') return '';
    const columns = [
      ['number', 23],
      ['version', 25],
    ] as const;
    return Buffer.concat([
      message('T', int16(columns.length), ...columns.map(([name, type]) => column(name, type))),
      message('D', int16(columns.length), ...[String(number), version].map(value)),
      message('C', text('SELECT 1')),
      READY,
    ]);
  }, port);
}

const READY = message('Z', Buffer.from('I'));

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function column(name: string, type: number): Buffer {
  return Buffer.concat([
    text(name),
    int32(0),
    int16(0),
    int32(type),
    int16(-1),
    int32(-1),
    int16(0),
  ]);
}

function value(content: string): Buffer {
  return Buffer.concat([int32(content.length), Buffer.from(content)]);
}

function text(content: string): Buffer {
  return Buffer.from(`${content}\0`);
}

function int16(number: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(number);
  return bytes;
}

function int32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number);
  return bytes;
}
