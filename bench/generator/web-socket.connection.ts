import { connect, type Socket } from 'node:net';
import { clientFrame } from '../wire/web-socket.frame.js';

const HOST = '127.0.0.1';
/** Any 16 bytes will do: the generator trusts the server that it has started. */
const HANDSHAKE_KEY = Buffer.from('a benchmark key!').toString('base64');
const END_OF_HEADERS = '\r\n\r\n';
const TEXT = 1;
const CLOSE = 8;

/**
 * All connections read into this one buffer: a read is parsed before the next one starts, so that
 * receiving allocates nothing.
 */
const incoming = Buffer.allocUnsafe(256 * 1024);

/** What a connection tells. `bytes` are valid only during the call. */
export interface WebSocketListener {
  onText(bytes: Buffer, start: number, end: number): void;
  onClose(): void;
}

/**
 * A WebSocket client that costs a fraction of a microsecond a frame, so that the load generator
 * can outrun the servers that it measures. It knows only what these servers send: unfragmented,
 * uncompressed text.
 */
export class WebSocketConnection {
  private readonly socket: Socket;
  private upgraded = false;
  /** The start of a frame whose end has not arrived yet. */
  private partial: Buffer | undefined;
  private settle: { resolve: () => void; reject: (reason: Error) => void } | undefined;
  /** Resolves when the server has accepted the upgrade. */
  readonly opened: Promise<void>;

  constructor(
    port: number,
    path: string,
    private readonly listener: WebSocketListener,
  ) {
    this.opened = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    this.socket = connect({
      port,
      host: HOST,
      noDelay: true,
      onread: {
        buffer: incoming,
        callback: (size) => {
          this.receive(incoming.subarray(0, size));
          return true;
        },
      },
    });
    this.socket.on('error', (error) => this.settle?.reject(error));
    this.socket.on('close', () => {
      this.settle?.reject(new Error('the connection was closed before it was upgraded'));
      this.listener.onClose();
    });
    this.socket.write(upgradeRequest(port, path));
  }

  sendText(text: string): void {
    this.socket.write(clientFrame(text));
  }

  destroy(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    const bytes = this.partial === undefined ? chunk : Buffer.concat([this.partial, chunk]);
    this.partial = undefined;
    const start = this.upgraded ? 0 : this.upgrade(bytes);
    const rest = start === -1 ? 0 : this.readFrames(bytes, start);
    if (rest < bytes.length) this.partial = Buffer.from(bytes.subarray(rest));
  }

  /** @returns where the first frame starts, or -1 when the answer is not complete. */
  private upgrade(bytes: Buffer): number {
    const end = bytes.indexOf(END_OF_HEADERS);
    if (end === -1) return -1;
    const status = bytes.toString('latin1', 0, bytes.indexOf('\r\n'));
    if (!status.startsWith('HTTP/1.1 101')) {
      this.settle?.reject(new Error(`the upgrade was refused: ${status}`));
      this.destroy();
      return bytes.length;
    }
    this.upgraded = true;
    this.settle?.resolve();
    return end + END_OF_HEADERS.length;
  }

  /** @returns where the first incomplete frame starts. */
  private readFrames(bytes: Buffer, start: number): number {
    let at = start;
    while (at + 2 <= bytes.length) {
      const first = bytes[at] ?? 0;
      let length = bytes[at + 1] ?? 0;
      let payload = at + 2;
      if (length >= 126) {
        payload = at + (length === 126 ? 4 : 10);
        if (payload > bytes.length) break;
        length =
          length === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
      }
      if (payload + length > bytes.length) break;
      this.readFrame(first, bytes, payload, payload + length);
      at = payload + length;
    }
    return at;
  }

  private readFrame(first: number, bytes: Buffer, start: number, end: number): void {
    const opcode = first & 0x0f;
    if (opcode === TEXT && first & 0x80) this.listener.onText(bytes, start, end);
    else if (opcode === CLOSE) this.destroy();
    else throw new Error(`a frame that the generator does not know: ${first.toString(16)}`);
  }
}

function upgradeRequest(port: number, path: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${HOST}:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${HANDSHAKE_KEY}`,
    '',
    '',
  ].join('\r\n');
}
