import type { INestApplication } from '@nestjs/common';
import { ChatIoAdapter } from 'nest-parley';

type Create = () => Promise<INestApplication>;

const [, , app = ''] = process.argv;
void run();

/** Runs a mini application twice, on both adapters, until its parent says to close it. */
async function run(): Promise<void> {
  const exported: unknown = await import(app);
  const create: unknown = Reflect.get(Object(exported), 'create');
  if (!isCreate(create)) throw new Error('The mini application exports no create()');
  const stock = await create();
  const own = await create();
  own.useWebSocketAdapter(
    new ChatIoAdapter(own, { transports: ['websocket', 'polling'], allowedOrigins: [] }),
  );
  for (const each of [stock, own]) await each.listen(0, '127.0.0.1');
  process.once('message', () => void end([stock, own]));
  process.send?.([await stock.getUrl(), await own.getUrl()]);
}

/** Afterwards the process ends by itself, unless something was left running. */
async function end(apps: readonly INestApplication[]): Promise<void> {
  await Promise.all(apps.map((each) => each.close()));
  process.disconnect();
}

function isCreate(value: unknown): value is Create {
  return typeof value === 'function';
}
