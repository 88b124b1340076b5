import { execFile } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../world/waiting.js';
import { HEAL_MS, type World } from '../world/world.js';
import { expectThat } from './expectation.js';
import type { Row } from './row.js';

const run = promisify(execFile);
/** Left when someone else has filled the disk: the load does the rest. */
const ROOM_BYTES = 600_000;
const REFUSALS = 20;

/** The disk fills up under SQLite: sends are refused with a code, reads go on, and space is enough to heal. */
export const fullDisk: Row = {
  number: '22',
  title: 'full disk',
  needs: ['mount'],
  rounds: 5,
  async run(world, rounds) {
    const disk = await smallDisk(world);
    const { node } = await world.addNode({ DATABASE_URL: `sqlite:${disk}/parley.db` });
    await world.gather(['anna', 'ben', 'cleo', 'dora'], ['lobby']);
    world.load.textLength = 2_000;
    world.load.start(10);
    for (let round = 1; round <= rounds; round += 1) {
      world.options.report(`filling ${round} of ${rounds}`);
      const { pid } = node;
      const { bavail, bsize } = await statfs(disk);
      world.begin('full disk');
      await writeFile(`${disk}/filler`, Buffer.alloc(Math.max(0, bavail * bsize - ROOM_BYTES)));
      const refused = () => refusals(world) >= REFUSALS * round;
      await until('sends are refused', 60_000, refused);
      expectThat('history can be read', (await world.readsHistory('anna', 'lobby')) > 0);
      await rm(`${disk}/filler`);
      world.heal('full disk');
      world.note('stored again after, ms', await timeToStore(world));
      world.note('level again, ms', await world.levelled(HEAL_MS));
      expectThat('the same process', node.pid === pid);
    }
    await world.settle();
  },
};

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
