import { stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerProcess } from '../../support/server-process.js';
import { sqliteIn } from '../world/world.js';
import { expectThat } from './expectation.js';
import { guests } from './guests.js';
import type { Row } from './row.js';

/** A second server opens the file, and the file is cut short: both are refused in a line. */
export const damagedDatabase: Row = {
  number: '23',
  title: 'second opener, and a damaged file',
  needs: [],
  rounds: 1,
  async run(world) {
    const { node } = await world.addNode(sqliteIn(world));
    await world.gather(guests(2), ['lobby']);
    world.load.start(5);
    await world.load.storedAgain(50);
    const second = await ServerProcess.refused(sqliteIn(world));
    expectThat('the second opener is told', refusedWith(second, /already open/));
    await world.load.storedAgain(50);
    await world.settle();
    for (const person of world.people) person.close();
    await node.end('SIGTERM');
    const file = join(world.options.folder, 'parley.db');
    await truncate(file, (await stat(file)).size - 5_000);
    const damaged = await ServerProcess.refused(sqliteIn(world));
    expectThat('a damaged file is told', refusedWith(damaged, /damaged/));
  },
};

function refusedWith(
  { code, stderr }: { code: number | null; stderr: string },
  why: RegExp,
): boolean {
  return code === 1 && why.test(stderr) && stderr.trim().split('\n').length === 1;
}
