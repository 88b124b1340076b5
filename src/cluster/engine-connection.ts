import { Duplex, type Writable } from 'node:stream';
import { SLOW_CONSUMER } from '../protocol/index.js';

/**
 * The only file that knows how Engine.IO 6 and ws 8 look inside. Everything that is used here is
 * looked at on each connection before it is relied on: where it is not as expected, the connection is
 * left alone and served by Socket.IO's own path. `engine-connection.spec.ts` fails if the installed
 * versions have changed, so that an upgrade is read before it is let in.
 */

type Write = (data: unknown, options?: WriteOptions, callback?: unknown) => unknown;

/** What Socket.IO passes with a packet. */
export interface WriteOptions {
  readonly volatile?: boolean;
  readonly compress?: boolean;
  readonly wsPreEncodedFrame?: readonly Buffer[];
}

/** Engine.IO's `Socket`. */
interface EngineSocket {
  readonly readyState: string;
  /** Packets that wait for the transport. */
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: object;
  write: Write;
  send: Write;
  close: (discard?: boolean) => void;
  /** Ends it, with the reason that listeners are told. */
  onClose?: (reason: string) => void;
  listenerCount(event: string): number;
}

/** ws's `WebSocket`. */
interface WebSocket {
  readonly readyState: number;
  /** Negotiated extensions; empty when nothing is compressed, so that no frame waits to be. */
  readonly extensions: string;
  terminate(): void;
}

/** A WebSocket and the TCP socket that its frames go to. */
interface Line {
  readonly webSocket: WebSocket;
  readonly tcp: Writable;
}

const OPEN = 1;

/** What stands between Socket.IO and a connection that was taken over. */
export interface Interceptor {
  /** A packet of Socket.IO's; false has it written by the ordinary path. */
  hold(data: unknown, options: WriteOptions | undefined, callback: unknown): boolean;
  /** The connection is about to be closed in an orderly way. */
  closing(): void;
}

const interceptors = new WeakMap<object, Interceptor>();

/** A connection whose packets can be written to its TCP socket directly. */
export class EngineConnection {
  private readonly prototype: EngineSocket;
  /** The transport that `line` belongs to; an upgrade changes it. */
  private transport: object | undefined;
  private line: Line | undefined;

  private constructor(private readonly socket: EngineSocket) {
    const prototype: unknown = Object.getPrototypeOf(socket);
    this.prototype = isEngineSocketPrototype(prototype) ? prototype : socket;
  }

  /** `undefined`: it does not look as expected. */
  static of(connection: unknown): EngineConnection | undefined {
    return isEngineSocket(connection) ? new EngineConnection(connection) : undefined;
  }

  /** Has everything that Socket.IO writes from now on go through `interceptor` first. */
  intercept(interceptor: Interceptor): void {
    interceptors.set(this.socket, interceptor);
    // Functions that all connections share, instead of closures for each.
    this.socket.write = interceptedWrite;
    this.socket.send = interceptedWrite;
    this.socket.close = interceptedClose;
  }

  /**
   * May bytes be written past Engine.IO? Only over an open, uncompressed WebSocket with nothing
   * before them in a queue, and when no one listens for single packets.
   */
  get isDirect(): boolean {
    const { socket } = this;
    if (socket.readyState !== 'open' || socket.writeBuffer.length > 0) return false;
    if (this.currentLine()?.webSocket.readyState !== OPEN) return false;
    return socket.listenerCount('packetCreate') === 0;
  }

  /** Everything that this process holds for the peer, about in bytes. Walks Engine.IO's queue. */
  get backlog(): number {
    let bytes = this.unsent;
    for (const { data } of this.socket.writeBuffer) {
      if (typeof data === 'string' || Buffer.isBuffer(data)) bytes += data.length;
    }
    return bytes;
  }

  /** Bytes that were written to the TCP socket and have not left it. */
  get unsent(): number {
    return this.currentLine()?.tcp.writableLength ?? 0;
  }

  /** Does nothing wait in Engine.IO's own queue? */
  get isQueueEmpty(): boolean {
    return this.socket.writeBuffer.length === 0;
  }

  /** Writes whole frames. Only while `isDirect`. */
  writeFrames(frames: Buffer): void {
    this.currentLine()?.tcp.write(frames);
  }

  /** Writes a packet by Engine.IO's own path. */
  writePacket(text: string, frame: Buffer, options: WriteOptions | undefined): void {
    this.prototype.write.call(this.socket, text, { ...options, wsPreEncodedFrame: [frame] });
  }

  /** Ends the connection at once, without a word: the peer does not read. */
  cut(): void {
    const line = this.currentLine();
    // Queued before the transport's own end is, which would be the reason otherwise.
    process.nextTick(() => this.prototype.onClose?.call(this.socket, SLOW_CONSUMER));
    if (line) line.webSocket.terminate();
    else this.prototype.close.call(this.socket, true);
  }

  private currentLine(): Line | undefined {
    const { transport } = this.socket;
    if (transport !== this.transport) {
      this.transport = transport;
      this.line = lineOf(transport);
    }
    return this.line;
  }
}

function interceptedWrite(
  this: EngineSocket,
  data: unknown,
  options?: WriteOptions,
  callback?: unknown,
): unknown {
  if (interceptors.get(this)?.hold(data, options, callback)) return this;
  return prototypeOf(this)?.write.call(this, data, options, callback);
}

function interceptedClose(this: EngineSocket, discard?: boolean): void {
  interceptors.get(this)?.closing();
  prototypeOf(this)?.close.call(this, discard);
}

function prototypeOf(socket: EngineSocket): EngineSocket | undefined {
  const prototype: unknown = Object.getPrototypeOf(socket);
  return isEngineSocketPrototype(prototype) ? prototype : undefined;
}

function lineOf(transport: object): Line | undefined {
  const webSocket: unknown = Reflect.get(transport, 'socket');
  if (!isWebSocket(webSocket) || webSocket.extensions !== '') return undefined;
  const tcp: unknown = Reflect.get(webSocket, '_socket');
  return tcp instanceof Duplex ? { webSocket, tcp } : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isEngineSocketPrototype(value: unknown): value is EngineSocket {
  return (
    isObject(value) &&
    'write' in value &&
    typeof value.write === 'function' &&
    'close' in value &&
    typeof value.close === 'function'
  );
}

function isEngineSocket(value: unknown): value is EngineSocket {
  return (
    isObject(value) &&
    'readyState' in value &&
    'writeBuffer' in value &&
    Array.isArray(value.writeBuffer) &&
    'transport' in value &&
    isObject(value.transport) &&
    'listenerCount' in value &&
    typeof value.listenerCount === 'function' &&
    isEngineSocketPrototype(Object.getPrototypeOf(value))
  );
}

function isWebSocket(value: unknown): value is WebSocket {
  return (
    isObject(value) &&
    'readyState' in value &&
    'extensions' in value &&
    typeof value.extensions === 'string' &&
    'terminate' in value &&
    typeof value.terminate === 'function'
  );
}
