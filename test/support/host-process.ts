import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileSources } from './compiled-sources.js';

/**
 * A host without sockets, such as a queue worker. It stores an order and a message in one transaction,
 * and is killed the moment that its commit is on the disk, or just before.
 */
const PROGRAM = `
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Kysely, SqliteDialect } from 'kysely';
import Libsql from 'libsql';
import { ChatModule, ChatService } from './index.js';

const [, , path, tokenSecret, order, death, gateway] = process.argv;
const database = new Libsql(path);
database.exec('pragma journal_mode = wal; pragma busy_timeout = 5000');
let armed = false;
const die = () => process.kill(process.pid, 'SIGKILL');
const mortal = {
  close: () => database.close(),
  prepare(sql) {
    const statement = database.prepare(sql);
    if (!armed || sql !== 'commit') return statement;
    const run = (parameters) => {
      if (death === 'before') die();
      const result = statement.run(parameters);
      die();
      return result;
    };
    return { reader: false, run };
  },
};
const kysely = new Kysely({ dialect: new SqliteDialect({ database: mortal }) });
const module = ChatModule.forRoot({
  storage: { kysely },
  guests: { tokenSecret },
  gateway: gateway === 'true',
});
const app = await NestFactory.create(module, { logger: false });
await app.init();
const chat = app.get(ChatService);
if (death === 'never') {
  await chat.sendToRoom('lobby', order);
  await app.close();
  await kysely.destroy();
} else {
  await kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('orders').values({ id: order }).execute();
    await chat.sendToRoom('lobby', order, { transaction });
    armed = true;
  });
}
`;

/** What a process is to send, and how it is to end. */
export interface HostRun {
  readonly order: string;
  /** When it is killed: `never`, and it sends without a transaction and ends by itself. */
  readonly death: 'before' | 'after' | 'never';
  /** Would it have delivered, had it lived? */
  readonly gateway?: boolean;
}

/** Makes a folder from which `runHost` runs. */
export async function prepareHost(folder: string): Promise<void> {
  await compileSources(folder);
  await writeFile(join(folder, 'host.js'), PROGRAM);
}

/** Runs a host on a database file that has `orders`; resolves with the signal that ended it. */
export async function runHost(
  folder: string,
  path: string,
  tokenSecret: string,
  { order, death, gateway = false }: HostRun,
): Promise<NodeJS.Signals | null> {
  const args = [join(folder, 'host.js'), path, tokenSecret, order, death, String(gateway)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await once(child, 'close');
  return child.signalCode;
}
