import { execFile } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestClient } from 'nest-parley/testing';
import { bar, until } from '../world/waiting.js';
import type { World } from '../world/world.js';
import { expectThat } from './expectation.js';
import { guests } from './guests.js';
import { eachRound, levelAgain } from './rounds.js';
import type { Row } from './row.js';

const run = promisify(execFile);
/** Left when someone else has filled the disk: the load does the rest. */
const ROOM_BYTES = 600_000;
const REFUSALS = 20;
/** `NOT_IN_ROOM`: joining was refused for now. */
const PASSING: ReadonlySet<string> = new Set(['ok', 'UNAVAILABLE', 'NOT_IN_ROOM']);

/** The disk fills up under SQLite: sends are refused with a code, reads go on, and space is enough to heal. */
export const fullDisk: Row = {
  number: '22',
  title: 'full disk',
  needs: ['mount'],
  rounds: 5,
  async run(world, rounds) {
    const disk = await smallDisk(world);
    const { node } = await world.addNode({ DATABASE_URL: `sqlite:${disk}/parley.db` });
    await world.gather(guests(4), ['lobby']);
    world.load.textLength = 2_000;
    world.load.start(10);
    await eachRound(world, rounds, 'filling', async (round) => {
      const { pid } = node;
      const { bavail, bsize } = await statfs(disk);
      world.begin('full disk');
      const filler = Buffer.alloc(Math.max(0, bavail * bsize - ROOM_BYTES));
      // The load may have been faster: full is full.
      await writeFile(`${disk}/filler`, filler).catch(() => undefined);
      const refused = () => refusals(world) >= REFUSALS * round;
      await until('sends are refused', bar(60_000), refused);
      expectThat('history can be read', (await world.readsHistory('anna', 'lobby')) > 0);
      await readAndJoin(world, node.url, round);
      await rm(`${disk}/filler`);
      world.heal('full disk');
      world.note('stored again after, ms', await timeToStore(world));
      await levelAgain(world);
      expectThat('the same process', node.pid === pid);
    });
    await world.settle();
  },
};

/**
 * Requests that only read are answered, or refused for now, and so are those that also write; a refusal
 * for good would have clients give up what succeeds a moment later.
 */
async function readAndJoin(world: World, url: string, round: number): Promise<void> {
  const token = world.people.find(({ user }) => user === 'anna')?.chat.token;
  const client = await TestClient.connect(url, { token: token ?? '' });
  world.onEnd(() => client.close());
  const answers = await Promise.all([
    client.send('join room', { roomname: 'lobby' }),
    client.send('join room', { roomname: `new ${round}` }),
    client.send('room history', { room: 'lobby' }),
    client.send('list rooms', {}),
    client.send('list members', { room: 'lobby' }),
    client.send('list conversations', {}),
    client.send('mark read', { room: 'lobby', seq: 1 }),
  ]);
  client.close();
  for (const answer of answers) {
    const code = answer.ok ? 'ok' : answer.error.code;
    expectThat(`no refusal for good while the disk is full (${code})`, PASSING.has(code));
  }
}

async function smallDisk(world: World): Promise<string> {
  const disk = join(world.options.folder, 'disk');
  await mkdir(disk);
  await run('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]);
  world.onEnd(async () => {
    await run('umount', [disk]);
  });
  return disk;
}

function refusals({ recorder }: World): number {
  return recorder.history.filter(
    (entry) => entry.op === 'answer' && entry.result === 'UNAVAILABLE' && !entry.final,
  ).length;
}

async function timeToStore({ load }: World): Promise<number> {
  const begin = performance.now();
  await load.storedAgain(1);
  return performance.now() - begin;
}
