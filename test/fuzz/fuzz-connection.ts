import { once } from 'node:events';
import { WebSocket } from 'ws';

/** How long the server may take to answer. Milliseconds; a loaded machine is not a fault. */
const DEADLINE_MS = 60_000;

/** The numbers of requests are from here up, where those in random frames are not. */
export const FIRST_ID = 1_000_000_000;

/** What became of something that was sent: the packet that answered it, `closed` or `silence`. */
export type Outcome = string;

/** One WebSocket, on which frames are written as they are. */
export class FuzzConnection {
  private readonly waiting = new Map<string, (packet: Outcome) => void>();
  /** Answers that no one waited for: a second one to a request. */
  readonly stray: string[] = [];
  private closed = false;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.receive(data.toString()));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
      for (const settle of this.waiting.values()) settle('closed');
      this.waiting.clear();
    });
  }

  /** Opens the transport; rejects if the server does not let it. */
  static async open(url: string): Promise<FuzzConnection> {
    const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address);
    const connection = new FuzzConnection(socket);
    await once(socket, 'open');
    return connection;
  }

  get isOpen(): boolean {
    return !this.closed && this.socket.readyState === WebSocket.OPEN;
  }

  write(frame: string | Uint8Array): void {
    if (this.isOpen) this.socket.send(frame);
  }

  /** Says who one is; resolves with the acceptance or the refusal. */
  shakeHands(auth: string): Promise<Outcome> {
    const answer = this.expect('handshake');
    this.write(`40${auth}`);
    return answer;
  }

  /** Sends an event under a number; resolves with its acknowledgement. */
  request(
    id: number,
    event: string,
    payloads: readonly string[],
    attachments: readonly Uint8Array[] = [],
  ): Promise<Outcome> {
    const answer = this.expect(String(id));
    const places = attachments.map((_, num) => `{"_placeholder":true,"num":${num}}`);
    const list = [JSON.stringify(event), ...payloads, ...places].join(',');
    const type = attachments.length > 0 ? `45${attachments.length}-` : '42';
    this.write(`${type}${id}[${list}]`);
    for (const bytes of attachments) this.write(bytes);
    return answer;
  }

  close(): void {
    this.socket.terminate();
  }

  private expect(what: string): Promise<Outcome> {
    if (!this.isOpen) return Promise.resolve('closed');
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(what);
        settle('silence');
      }, DEADLINE_MS);
      this.waiting.set(what, settle);
    });
  }

  private receive(packet: string): void {
    if (packet === '2') this.write('3');
    const acknowledged = /^43(\d+)\[/.exec(packet)?.[1];
    if (acknowledged !== undefined) this.settle(acknowledged, packet);
    else if (packet.startsWith('40') || packet.startsWith('44')) this.settle('handshake', packet);
  }

  private settle(what: string, packet: string): void {
    const settle = this.waiting.get(what);
    this.waiting.delete(what);
    if (settle) settle(packet);
    else if (Number(what) >= FIRST_ID) this.stray.push(packet.slice(0, 200));
  }
}
