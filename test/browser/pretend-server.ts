import { Server, type Socket } from 'socket.io';
import type { ChatError } from '../../src/protocol/index.js';
import { StaticHost } from './static-host.js';

/** Answers a request, or does not. */
type Handler = (payload: Record<string, unknown>, answer: (answer: unknown) => void) => void;

/** What a server of this version says to whoever joins an empty room. */
const JOINED = {
  ok: true,
  room: 'lobby',
  username: 'alice',
  members: [{ username: 'alice', status: 'online' }],
  count: 1,
  lastSeq: 0,
  messages: [],
  complete: true,
};

/** Serves the page, and what a test says in place of a chat server: another version, a faulty one. */
export class PretendServer {
  /** What the next handshakes are refused with. */
  refusal: ChatError | undefined;
  private readonly handlers: Record<string, Handler> = {};

  private constructor(
    private readonly host: StaticHost,
    readonly io: Server,
  ) {
    this.answer('join room', JOINED);
    this.answer('list conversations', { ok: true, conversations: [] });
    io.use((_socket, next) => {
      const error = this.refusal;
      next(error && Object.assign(new Error(error.message), { data: error }));
    });
    io.on('connection', (socket: Socket) => {
      socket.onAny((event: string, payload: Record<string, unknown>, answer: () => void) =>
        this.handlers[event]?.(payload, answer),
      );
    });
  }

  static async start(): Promise<PretendServer> {
    const host = await StaticHost.start('dist/public');
    return new PretendServer(host, new Server(host.http, { transports: ['websocket'] }));
  }

  get url(): string {
    return this.host.url;
  }

  on(event: string, handler: Handler): void {
    this.handlers[event] = handler;
  }

  /** Answers each request of this kind with the same. */
  answer(event: string, answer: unknown): void {
    this.on(event, (_payload, answerWith) => answerWith(answer));
  }

  /** The answer to a message that it takes. */
  stored(payload: Record<string, unknown>, seq = 1): unknown {
    const at = new Date().toISOString();
    const message = { id: `id-${seq}`, seq, type: 'generic', username: 'alice', at, ...payload };
    return { ok: true, message };
  }

  async close(): Promise<void> {
    this.io.disconnectSockets(true);
    this.io.engine.close();
    await this.host.close();
  }
}
