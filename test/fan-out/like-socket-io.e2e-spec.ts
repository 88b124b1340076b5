import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createFanOutAdapter } from '../../src/cluster/fan-out.adapter.js';
import { SocketIoServer, type Peer } from '../support/socket-io-server.js';

const ROOMS = ['red', 'green'];
const PEERS = 4;
/** By WebSocket but for one, who polls. */
const POLLING = 2;

/** Something that a host does with Socket.IO. */
type Step =
  | { do: 'broadcast'; to: string[]; except: string[]; binary: boolean }
  | { do: 'from'; peer: number; to: string }
  | { do: 'emit'; peer: number; binary: boolean }
  | { do: 'join' | 'leave'; peer: number; room: string }
  | { do: 'turn' };

const peer = fc.nat(PEERS - 1);
const room = fc.constantFrom(...ROOMS);
const binary = fc.nat(9).map((dice) => dice === 0);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('broadcast' as const),
      to: fc.uniqueArray(room, { maxLength: 2 }),
      except: fc.uniqueArray(room, { maxLength: 1 }),
      binary,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('from' as const), peer, to: room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('emit' as const), peer, binary }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'leave' as const), peer, room }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
);

class Actor {
  private readonly peers: Peer[] = [];
  private runs = 0;

  private constructor(private readonly server: SocketIoServer) {}

  static async start(options: Parameters<typeof SocketIoServer.start>[0]): Promise<Actor> {
    const actor = new Actor(await SocketIoServer.start(options));
    for (let number = 0; number < PEERS; number += 1) {
      const transports = [number === POLLING ? ('polling' as const) : ('websocket' as const)];
      actor.peers.push(await actor.server.connect({ transports }));
    }
    return actor;
  }

  /** What each peer received. */
  async play(steps: readonly Step[]): Promise<unknown[][][]> {
    this.runs += 1;
    for (const { socket, received } of this.peers) {
      for (const name of ROOMS) void socket.leave(name);
      received.length = 0;
    }
    for (const [number, one] of steps.entries()) await this.take(one, number);
    const end = `end ${this.runs}`;
    this.server.io.emit(end);
    await Promise.all(this.peers.map(({ seen }) => seen(end)));
    return this.peers.map(({ received }) => [...received]);
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private async take(one: Step, number: number): Promise<void> {
    const { io } = this.server;
    switch (one.do) {
      case 'broadcast':
        io.to(one.to).except(one.except).emit('said', content(number, one.binary));
        break;
      case 'from':
        this.peers[one.peer]?.socket.to(one.to).emit('said', number);
        break;
      case 'emit':
        this.peers[one.peer]?.socket.emit('said', content(number, one.binary));
        break;
      case 'join':
        void this.peers[one.peer]?.socket.join(one.room);
        break;
      case 'leave':
        void this.peers[one.peer]?.socket.leave(one.room);
        break;
      case 'turn':
        await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function content(number: number, binary: boolean): unknown {
  return binary ? { number, bytes: Buffer.from([number]) } : number;
}

describe('the fan-out, whatever a host does', () => {
  let stock: Actor;
  let joined: Actor;

  beforeAll(async () => {
    stock = await Actor.start({});
    joined = await Actor.start({ adapter: createFanOutAdapter({ slowConsumerBytes: 1_000_000 }) });
  });

  afterAll(async () => {
    await stock.close();
    await joined.close();
  });

  it("brings each client what Socket.IO's own adapter brings it, in the same order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        expect(await joined.play(steps)).toEqual(await stock.play(steps));
      }),
      { numRuns: 400 },
    );
  });
});
