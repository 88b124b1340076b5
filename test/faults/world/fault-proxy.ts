import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** `up` is from clients to the server. */
export type Direction = 'up' | 'down';

/** A way to a server that can be cut, stopped, slowed down, and made to lose what matters. */
export class FaultProxy {
  private readonly links = new Set<Link>();
  private readonly server: Server;
  private readonly stopped = new Set<Direction>();
  private delayMs = 0;
  private port = 0;
  private loses: { readonly pattern: RegExp; readonly done: () => void } | undefined;

  private constructor(private readonly target: URL) {
    this.server = createServer((client) => this.accept(client));
  }

  /** @param target an address, of which the host and the port matter. */
  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(target));
    await proxy.restore();
    return proxy;
  }

  /** The target's address, by way of this proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href.replace(/\/$/, '');
  }

  get connections(): number {
    return this.links.size;
  }

  /** Resets the connections there are; new ones are taken. */
  drop(): void {
    for (const link of this.links) link.destroy();
  }

  /** Ends all connections and takes no more. */
  async cut(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.drop();
    await closed;
  }

  /** Takes connections, at the same port as before. */
  async restore(): Promise<void> {
    if (this.server.listening) return;
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address === 'object' && address) this.port = address.port;
  }

  /**
   * Nothing goes that way any more, and neither end is told: connections, also new ones, are half
   * open. What is under way arrives when it is resumed, as if the network had lost and repeated it.
   */
  blackhole(...directions: readonly Direction[]): void {
    for (const direction of directions) this.stopped.add(direction);
    for (const link of this.links) link.stop(this.stopped);
  }

  resume(): void {
    this.stopped.clear();
    for (const link of this.links) link.stop(this.stopped);
  }

  /** From now on everything takes so much longer, each way. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** Resolves when the server has said something like this, and the connection ended instead. */
  loseNext(pattern: RegExp): Promise<void> {
    return new Promise((done) => {
      this.loses = { pattern, done };
    });
  }

  private accept(client: Socket): void {
    const upstream = connect(Number(this.target.port), this.target.hostname);
    const link = new Link(client, upstream, {
      delayMs: () => this.delayMs,
      loses: (chunk) => this.isLost(chunk),
      ended: () => this.links.delete(link),
    });
    this.links.add(link);
    link.stop(this.stopped);
  }

  private isLost(chunk: Buffer): boolean {
    if (!this.loses?.pattern.test(chunk.toString('latin1'))) return false;
    const { done } = this.loses;
    this.loses = undefined;
    done();
    return true;
  }
}

interface LinkPorts {
  delayMs(): number;
  loses(chunk: Buffer): boolean;
  ended(): void;
}

/** One connection through the proxy. */
class Link {
  private readonly held = new Set<Direction>();

  constructor(
    private readonly client: Socket,
    private readonly upstream: Socket,
    private readonly ports: LinkPorts,
  ) {
    this.carry('up', client, upstream);
    this.carry('down', upstream, client);
  }

  destroy(): void {
    this.client.destroy();
    this.upstream.destroy();
  }

  stop(directions: ReadonlySet<Direction>): void {
    this.held.clear();
    for (const direction of directions) this.held.add(direction);
    if (this.held.size === 0 && (this.client.destroyed || this.upstream.destroyed)) this.destroy();
    for (const [direction, source] of this.sources) {
      if (this.held.has(direction)) source.pause();
      else source.resume();
    }
  }

  private get sources() {
    return [
      ['up', this.client],
      ['down', this.upstream],
    ] as const;
  }

  private carry(direction: Direction, source: Socket, sink: Socket): void {
    source.on('data', (chunk: Buffer) => {
      if (direction === 'down' && this.ports.loses(chunk)) return this.destroy();
      const delayMs = this.ports.delayMs();
      if (delayMs > 0) setTimeout(() => this.write(direction, source, sink, chunk), delayMs);
      else this.write(direction, source, sink, chunk);
    });
    // A reset on one side is one on the other, which is the point of some tests.
    source.on('error', () => {});
    source.on('close', () => {
      if (this.held.size === 0) sink.destroy();
      if (this.client.closed && this.upstream.closed) this.ports.ended();
    });
  }

  /** Whoever does not read is not read from for ever: a slow reader must be felt at the other end. */
  private write(direction: Direction, source: Socket, sink: Socket, chunk: Buffer): void {
    if (sink.destroyed || sink.write(chunk)) return;
    source.pause();
    sink.once('drain', () => {
      if (!this.held.has(direction)) source.resume();
    });
  }
}
