import { once } from 'node:events';
import { WebSocket } from 'ws';

/** Looks at the heap of a Node process that was started with `--inspect`. */
export class HeapProbe {
  private lastId = 0;

  private constructor(private readonly socket: WebSocket) {}

  /** @param output what the process printed, the debugger's address among it. */
  static async attach(output: string): Promise<HeapProbe> {
    const address = /Debugger listening on (ws:\S+)/.exec(output)?.[1];
    if (address === undefined) throw new Error('The process has no debugger');
    const socket = new WebSocket(address);
    await once(socket, 'open');
    return new HeapProbe(socket);
  }

  /** What is in use after the garbage has been collected. Bytes. */
  async usedBytes(): Promise<number> {
    await this.call('HeapProfiler.collectGarbage');
    const result = await this.call('Runtime.getHeapUsage');
    const used: unknown = Reflect.get(result, 'usedSize');
    if (typeof used !== 'number') throw new Error('The heap has no size');
    return used;
  }

  close(): void {
    this.socket.terminate();
  }

  private call(method: string): Promise<object> {
    const id = ++this.lastId;
    return new Promise((resolve) => {
      const listen = (data: Buffer) => {
        const message: unknown = JSON.parse(data.toString());
        if (typeof message !== 'object' || message === null || Reflect.get(message, 'id') !== id) {
          return;
        }
        this.socket.off('message', listen);
        const result: unknown = Reflect.get(message, 'result');
        resolve(typeof result === 'object' && result !== null ? result : {});
      };
      this.socket.on('message', listen);
      this.socket.send(JSON.stringify({ id, method }));
    });
  }
}
