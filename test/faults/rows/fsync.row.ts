import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sqliteIn } from '../world/world.js';
import { expectThat } from './expectation.js';
import { guests } from './guests.js';
import { eachRound } from './rounds.js';
import type { Row } from './row.js';

const CALLS = 'trace=fsync,fdatasync,write,writev,pwrite64,sendto,sendmsg';

/** The kernel's own record says that a message is on the disk before its sender is told so. */
export const fsyncBeforeAnswer: Row = {
  number: '24',
  title: 'fsync before the acknowledgement',
  needs: ['strace'],
  rounds: 100,
  async run(world, rounds) {
    const { node } = await world.addNode(sqliteIn(world));
    await world.gather(guests(2), ['lobby']);
    const trace = join(world.options.folder, 'strace.txt');
    const stop = await attach(node.pid, trace);
    const texts: string[] = [];
    await eachRound(world, rounds, 'message', async () => {
      const text = world.load.text();
      texts.push(text);
      const [person] = world.people;
      const room = person?.chat.room('lobby');
      if (person && room) await person.send(room, text);
    });
    await stop();
    const calls = (await readFile(trace, 'utf8')).split('\n');
    for (const text of texts) expectThat(`"${text}" on the disk first`, isSyncedFirst(calls, text));
    await world.settle();
  },
};

/** Follows the calls of a process; resolves, when it does, with how to stop. */
async function attach(pid: number, file: string): Promise<() => Promise<void>> {
  const options = ['-f', '-p', String(pid), '-e', CALLS, '-s', '65536', '-o', file];
  const strace = spawn('strace', options, { stdio: ['ignore', 'ignore', 'pipe'] });
  await once(strace.stderr, 'data');
  return async () => {
    strace.kill('SIGINT');
    await once(strace, 'close');
  };
}

/** Written to a file, then synchronised there, then told to the sender: in this order. */
function isSyncedFirst(calls: readonly string[], text: string): boolean {
  const written = calls.findIndex((call) => / pwrite64\(/.test(call) && call.includes(text));
  const file = /pwrite64\((\d+),/.exec(calls[written] ?? '')?.[1];
  const synced = calls.findIndex(
    (call, index) => index > written && new RegExp(` f(data)?sync\\(${file}\\)`).test(call),
  );
  const told = calls.findIndex(
    (call) => / (write|writev|sendto|sendmsg)\(/.test(call) && call.includes(text),
  );
  return written >= 0 && synced > written && told > synced;
}
