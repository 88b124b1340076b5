import { findTag } from './message-tag.js';
import { WebSocketConnection, type WebSocketListener } from './web-socket.connection.js';

const PATH = '/socket.io/?EIO=4&transport=websocket';
const [ZERO, NINE] = [0x30, 0x39];
/** First bytes of packets: Engine.IO's type, then for a message Socket.IO's. */
const ENGINE = { open: 0x30, ping: 0x32, message: 0x34 } as const;
const SOCKET = { connect: 0x30, event: 0x32, ack: 0x33, connectError: 0x34 } as const;
const SUCCESS = '[{"ok":true';

/** What a connection tells. `bytes` are valid only during the call. */
export interface ChatListener {
  /** A frame with a tag: a message of the load, whose packet begins at `start`. */
  onDelivery(to: ChatConnection, bytes: Buffer, tag: number, start: number): void;
  /** Any other event: a notice, presence. Not the hot path. */
  onOther(to: ChatConnection, packet: string): void;
  /** The acknowledgement of a send was not a success. */
  onRefusal(to: ChatConnection, packet: string): void;
  onClose(to: ChatConnection): void;
}

/** One user's connection: as much of Engine.IO 4 and Socket.IO 5 as these chats speak. */
export class ChatConnection implements WebSocketListener {
  private readonly connection: WebSocketConnection;
  private nextAck = 0;
  private readonly unacknowledged = new Set<number>();
  private readonly requests = new Map<number, (answer: string) => void>();
  /** How far from its frame's end the last tag was. */
  private tagToEnd = 0;
  private greet: { resolve: () => void; reject: (reason: Error) => void } | undefined;
  /** Resolves when the server has accepted the namespace. */
  readonly ready: Promise<void>;

  constructor(
    port: number,
    /** Its place in the crowd. */
    readonly index: number,
    private readonly listener: ChatListener,
  ) {
    this.ready = new Promise((resolve, reject) => (this.greet = { resolve, reject }));
    this.connection = new WebSocketConnection(port, PATH, this);
    this.connection.opened.catch((reason: unknown) => this.greet?.reject(asError(reason)));
  }

  /** Sends that have not been acknowledged. */
  get pendingAcks(): number {
    return this.unacknowledged.size;
  }

  /** @param body the event's argument, as JSON. */
  emit(event: string, body: string): void {
    this.connection.sendText(`42["${event}",${body}]`);
  }

  /** Like `emit`, asking for an acknowledgement that is then counted. */
  emitAcked(event: string, body: string): void {
    const id = this.nextAck++;
    this.unacknowledged.add(id);
    this.connection.sendText(`42${id}["${event}",${body}]`);
  }

  /** Resolves with the acknowledgement's packet. */
  request(event: string, body: string): Promise<string> {
    const id = this.nextAck++;
    const answer = new Promise<string>((resolve) => this.requests.set(id, resolve));
    this.connection.sendText(`42${id}["${event}",${body}]`);
    return answer;
  }

  close(): void {
    this.connection.destroy();
  }

  onText(bytes: Buffer, start: number, end: number): void {
    const type = bytes[start];
    if (type === ENGINE.message) this.onPacket(bytes, start, end);
    else if (type === ENGINE.ping) this.connection.sendText('3');
    else if (type === ENGINE.open) this.connection.sendText('40');
  }

  onClose(): void {
    this.greet?.reject(new Error('the connection was closed before it was accepted'));
    this.listener.onClose(this);
  }

  private onPacket(bytes: Buffer, start: number, end: number): void {
    const type = bytes[start + 1];
    if (type === SOCKET.event) {
      this.onEvent(bytes, start, end);
    } else if (type === SOCKET.ack) {
      this.onAck(bytes, start, end);
    } else if (type === SOCKET.connect) {
      this.greet?.resolve();
    } else if (type === SOCKET.connectError) {
      this.greet?.reject(new Error(`refused: ${bytes.toString('utf8', start, end)}`));
    }
  }

  private onEvent(bytes: Buffer, start: number, end: number): void {
    const tag = findTag(bytes, start, end, end - this.tagToEnd);
    if (tag === -1) {
      this.listener.onOther(this, bytes.toString('latin1', start, end));
      return;
    }
    this.tagToEnd = end - tag;
    this.listener.onDelivery(this, bytes, tag, start);
  }

  private onAck(bytes: Buffer, start: number, end: number): void {
    let id = 0;
    let at = start + 2;
    for (let byte = bytes[at]; isDigit(byte); byte = bytes[++at]) id = id * 10 + byte - ZERO;
    if (this.unacknowledged.delete(id)) {
      if (bytes.toString('latin1', at, at + SUCCESS.length) === SUCCESS) return;
      this.listener.onRefusal(this, bytes.toString('utf8', start, end));
      return;
    }
    const resolve = this.requests.get(id);
    if (resolve === undefined) throw new Error(`acknowledgement ${id} was not asked for`);
    this.requests.delete(id);
    resolve(bytes.toString('utf8', at, end));
  }
}

function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
