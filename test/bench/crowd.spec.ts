import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { WebSocketServer } from 'ws';
import { BareChat, type Fanout } from '../../bench/baselines/bare-chat.js';
import { closedLoop } from '../../bench/generator/closed-loop.load.js';
import { Crowd } from '../../bench/generator/crowd.js';
import { Meter } from '../../bench/generator/meter.js';
import { openLoop } from '../../bench/generator/open-loop.load.js';
import { TARGETS } from '../../bench/targets.js';

const PLAN = { rooms: 2, size: 4, senders: 2, sends: 'room', quietMs: 0 } as const;

/** The server runs in the test's own process. */
const OWN = { serverPids: [process.pid], servicePids: {} };

const right: Fanout = {
  toRoom(room, except, frame) {
    for (const member of room) if (member !== except) member.socket.write(frame);
  },
  toMember(member, frame) {
    member.socket.write(frame);
  },
};

describe('a crowd', () => {
  let server: WebSocketServer | undefined;
  let crowd: Crowd | undefined;

  afterEach(async () => {
    crowd?.disperse();
    const closed = server === undefined ? [] : once(server, 'close');
    server?.close();
    await closed;
  });

  async function gather(fanout: Fanout): Promise<Crowd> {
    server = new BareChat(fanout).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { traits } = TARGETS['ws-loop'];
    crowd = new Crowd({ ...OWN, ports: [address.port], traits }, PLAN);
    await crowd.gather();
    return crowd;
  }

  async function faultsUnderLoad(fanout: Fanout): Promise<string[]> {
    const meter = new Meter(OWN);
    const load = { do: 'closed-loop', window: 1, rampMs: 0, measureMs: 20 } as const;
    return (await closedLoop(await gather(fanout), meter, load)).faults;
  }

  it('counts every delivery of a server that is right', async () => {
    const meter = new Meter(OWN);
    const load = { do: 'open-loop', sendsPerSecond: 500, rampMs: 0, measureMs: 20 } as const;
    const { faults } = await openLoop(await gather(right), meter, load);
    expect(faults).toEqual([]);
    const sends = 10;
    expect(crowd?.verifier.accepted).toBe(sends * (PLAN.size - 1));
  });

  it('finds what comes twice', async () => {
    const faults = await faultsUnderLoad({
      ...right,
      toRoom(room, except, frame) {
        right.toRoom(room, except, frame);
        right.toRoom(room, except, frame);
      },
    });
    expect(faults).toEqual([expect.stringMatching(/^\d+ deliveries duplicated$/)]);
  });

  it('finds what comes back to its sender', async () => {
    const faults = await faultsUnderLoad({
      ...right,
      toRoom(room, _except, frame) {
        for (const member of room) member.socket.write(frame);
      },
    });
    expect(faults).toEqual([expect.stringMatching(/^\d+ deliveries to the wrong member$/)]);
  });

  it('says so when the server cuts someone off', async () => {
    let cut = false;
    const faults = await faultsUnderLoad({
      ...right,
      toRoom(room, except, frame) {
        right.toRoom(room, except, frame);
        if (cut || !crowd) return;
        cut = true;
        // Everything has been written: nothing is lost but the connection.
        for (const member of room) if (member !== except) member.socket.destroySoon();
      },
    });
    expect(faults.join()).toContain('the server closed the connection of user-');
  });
});
