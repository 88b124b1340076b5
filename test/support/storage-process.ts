import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileSources } from './compiled-sources.js';

/** Opens a database, appends to the first room if there is one, says how it went, and stays. */
const PROGRAM = `
import { openDatabase } from './storage/open-database.js';
import { createStorage } from './storage/storage.js';
try {
  const database = await openDatabase(process.argv[2]);
  // Keeps the process running, and the database from being garbage-collected.
  process.on('message', () => database.close());
  const { messages, rooms, users } = createStorage(database);
  const [room] = await rooms.list(1);
  const sender = await users.findHolder('anna');
  if (room && sender) {
    const draft = { roomId: room.id, senderId: sender.id, text: 'kept', clientId: null, at: 1 };
    await messages.appendAll([{ ...draft, id: 'from-the-child' }]);
  }
  process.send('open');
} catch (error) {
  process.send(error.name + ' ' + error.code + ' ' + error.message);
}
`;

/** A process that has tried to open a database. */
export interface StorageProcess {
  /** `open`, or `StorageError`, its code and its message. */
  readonly outcome: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Makes a folder from which `openInProcess` runs. */
export async function prepareProgram(folder: string): Promise<void> {
  await compileSources(folder);
  await writeFile(join(folder, 'open.js'), PROGRAM);
}

/**
 * Opens a database in a process of its own. It is run as `nobody` if this one is run by root, to whom
 * permissions mean nothing.
 */
export async function openInProcess(folder: string, url: string): Promise<StorageProcess> {
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(process.execPath, [join(folder, 'open.js'), url], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    ...nobody,
  });
  const outcome = await new Promise<string>((resolve, reject) => {
    child.once('message', (text) => resolve(typeof text === 'string' ? text : ''));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`It ended with ${code} and said nothing`)));
  });
  return { outcome, kill: () => killed(child) };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
