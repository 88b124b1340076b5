import { parentPort, workerData } from 'node:worker_threads';
import { ChatException, type ChatError } from '../protocol/index.js';
import type { Database } from './database.js';
import { openDatabase } from './open-database.js';
import type {
  StorageAnswer,
  StorageCall,
  StorageRequest,
  StorageThreadSetup,
  ThreadedPorts,
} from './storage-thread.messages.js';
import type { AppendDelivery } from './append.js';
import { StorageError } from './storage.error.js';
import { createStorage } from './storage.js';

/**
 * The program of a `StorageThread`: the repositories over a database of its own. Calls of one message
 * start in their order, and share commits as they would on any thread.
 */
class StorageProgram {
  private readonly running = new Set<Promise<void>>();
  private replies: unknown[] = [];

  private readonly ports: ThreadedPorts;

  constructor(
    private readonly database: Database,
    delivery: AppendDelivery,
  ) {
    this.ports = { ...createStorage(database, delivery), database };
  }

  receive(request: StorageRequest): void {
    if (request === 'close') {
      void this.close();
      return;
    }
    for (const call of request) {
      const done = this.answer(call).finally(() => this.running.delete(done));
      this.running.add(done);
    }
  }

  private async answer(call: StorageCall): Promise<void> {
    const { id } = call;
    const reply = await this.run(call).then(
      (value) => ({ id, value }),
      (fault: unknown) => ({ id, ...inParts(fault) }),
    );
    this.replies.push(reply);
    // What one commit has settled goes back in one message.
    if (this.replies.length === 1) process.nextTick(() => this.flush());
  }

  private async run({ port: name, method, args }: StorageCall): Promise<unknown> {
    const port = this.ports[name];
    const implementation: unknown = Reflect.get(port, method);
    if (typeof implementation !== 'function') throw new Error(`There is no ${name}.${method}`);
    const result: unknown = await Reflect.apply(implementation, port, args);
    return result;
  }

  private flush(): void {
    const { replies } = this;
    if (replies.length === 0) return;
    this.replies = [];
    parentPort?.postMessage(replies, []);
  }

  private async close(): Promise<void> {
    await Promise.all(this.running);
    await this.database.close();
    this.flush();
    parentPort?.close();
  }
}

function inParts(
  fault: unknown,
): { refusal: ChatError; cause: Error | undefined } | { fault: Error } {
  if (!(fault instanceof ChatException)) return { fault: asError(fault) };
  const { error: refusal, cause } = fault;
  return { refusal, cause: cause === undefined ? undefined : asError(cause) };
}

/** As a plain error: the driver's own looks like one, but loses its message on the way. */
function asError(fault: unknown): Error {
  if (!(fault instanceof Error)) return new Error(String(fault));
  const { message, stack } = fault;
  return Object.assign(new Error(message), { stack });
}

async function start({ url, delivery }: StorageThreadSetup): Promise<void> {
  const answer = (message: StorageAnswer): void => parentPort?.postMessage(message, []);
  try {
    const database = await openDatabase(url);
    const program = new StorageProgram(database, delivery);
    parentPort?.on('message', (request: StorageRequest) => program.receive(request));
    answer('open');
  } catch (fault) {
    if (!(fault instanceof StorageError)) throw fault;
    answer({ refusal: fault.message, code: fault.code, cause: fault.cause });
  }
}

function isSetup(value: unknown): value is StorageThreadSetup {
  return typeof value === 'object' && value !== null && 'url' in value && 'delivery' in value;
}

const setup: unknown = workerData;
if (isSetup(setup)) void start(setup);
