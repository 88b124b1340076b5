import { Manager } from 'socket.io-client';

/** A connection on which a test writes Socket.IO's packets itself, as no well-kept client would. */
export class RawConnection {
  private readonly received: string[] = [];
  private readonly waiters = new Set<() => void>();
  private ended = false;

  private constructor(private readonly manager: Manager) {
    manager.engine.on('data', (data: unknown) => {
      this.received.push(String(data));
      this.wake();
    });
    manager.on('close', () => {
      this.ended = true;
      this.wake();
    });
  }

  /** Opens the transport; no packet has been sent yet. */
  static async open(url: string): Promise<RawConnection> {
    const manager = new Manager(url, {
      transports: ['websocket'],
      reconnection: false,
      autoConnect: false,
    });
    return new Promise((resolve, reject) => {
      manager.once('error', reject);
      manager.once('open', () => resolve(new RawConnection(manager)));
      manager.open();
    });
  }

  /** Opens the transport and says hello as a guest. */
  static async identified(url: string, username: string): Promise<RawConnection> {
    const connection = await RawConnection.open(url);
    await connection.exchange(`0${JSON.stringify({ username })}`);
    return connection;
  }

  /** Writes a packet: its type, its acknowledgement's number, its payload. */
  write(packet: string | Buffer): void {
    this.manager.engine.write(packet);
  }

  /** Writes a packet and resolves with the next that comes back, or `closed`. */
  async exchange(packet: string): Promise<string> {
    this.write(packet);
    return this.read();
  }

  /** The oldest packet that was not read yet, or the next; `closed` when there will be none. */
  async read(): Promise<string> {
    for (;;) {
      const packet = this.received.shift();
      if (packet !== undefined) return packet;
      if (this.ended) return 'closed';
      await new Promise<void>((resolve) => this.waiters.add(resolve));
    }
  }

  close(): void {
    this.manager.engine.close();
  }

  private wake(): void {
    for (const waiter of this.waiters) waiter();
    this.waiters.clear();
  }
}
