import { Worker } from 'node:worker_threads';
import { ChatException } from '../protocol/index.js';
import type {
  StorageAnswer,
  StorageCall,
  StorageRefusal,
  StorageReply,
  StorageThreadSetup,
} from './storage-thread.messages.js';
import { STORAGE_THREAD_PROGRAM } from './storage-thread.program.js';
import { StorageError } from './storage.error.js';

/**
 * What V8 sets aside for young objects in the thread, in MB: three times what it fills before it
 * collects. What the thread makes lives no longer than a batch, so more would only be kept.
 */
const YOUNG_MB = 12;

interface PendingCall {
  readonly resolve: (value: never) => void;
  readonly reject: (fault: Error) => void;
}

/**
 * A thread that has a database and its repositories to itself, so that waiting for the disk and
 * SQLite's work keep no one from being read from and written to (docs/adr/0011). The calls of one tick
 * go over in one message, and so do the replies. If the thread dies, all calls are rejected from then
 * on, with UNAVAILABLE.
 */
export class StorageThread {
  private readonly pending = new Map<number, PendingCall>();
  private readonly ended: Promise<void>;
  private calls: StorageCall[] = [];
  private lastId = 0;
  private fault: ChatException | undefined;

  private constructor(private readonly worker: Worker) {
    worker.on('message', (replies: readonly StorageReply[]) => this.settle(replies));
    worker.once('error', (fault: Error) => this.fail(fault));
    this.ended = new Promise((resolve) => {
      worker.once('exit', () => {
        this.fail(new Error('The database is closed'));
        resolve();
      });
    });
    // Only what is under way keeps the process alive, as with a database on the main thread.
    worker.unref();
  }

  /**
   * Starts a thread that opens the database.
   * @param program the thread's module, built.
   * @throws {StorageError}
   */
  static async start(
    setup: StorageThreadSetup,
    program = STORAGE_THREAD_PROGRAM,
  ): Promise<StorageThread> {
    const worker = new Worker(program, {
      name: 'parley-storage',
      workerData: setup,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    await opened(worker);
    return new StorageThread(worker);
  }

  /**
   * A port's method, which runs in the thread.
   * @param isBatch it is a batch already, and goes over at once: the thread works meanwhile.
   */
  method(port: StorageCall['port'], method: string, isBatch = false) {
    return (...args: readonly unknown[]): Promise<never> =>
      new Promise((resolve, reject) => {
        if (this.fault) {
          reject(this.fault);
          return;
        }
        const id = (this.lastId += 1);
        if (this.pending.size === 0) this.worker.ref();
        this.pending.set(id, { resolve, reject });
        this.calls.push({ id, port, method, args });
        if (isBatch) this.flush();
        else if (this.calls.length === 1) process.nextTick(() => this.flush());
      });
  }

  /** Finishes the calls that have been made, closes the database and ends. */
  async close(): Promise<void> {
    if (!this.fault) {
      this.worker.ref();
      this.flush();
      this.worker.postMessage('close', []);
    }
    await this.ended;
  }

  private flush(): void {
    if (this.calls.length === 0) return;
    const { calls } = this;
    this.calls = [];
    this.worker.postMessage(calls, []);
  }

  private settle(replies: readonly StorageReply[]): void {
    for (const reply of replies) {
      const call = this.pending.get(reply.id);
      this.pending.delete(reply.id);
      if ('fault' in reply) call?.reject(reply.fault);
      else if ('refusal' in reply) call?.reject(exceptionOf(reply));
      else call?.resolve(reply.value);
    }
    if (this.pending.size === 0) this.worker.unref();
  }

  private fail(cause: Error): void {
    this.fault ??= new ChatException('UNAVAILABLE', { cause });
    for (const { reject } of this.pending.values()) reject(this.fault);
    this.pending.clear();
  }
}

function exceptionOf({ refusal, cause }: StorageRefusal): ChatException {
  return new ChatException(refusal.code, { ...refusal, cause });
}

function opened(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (answer: StorageAnswer) => {
      worker.off('error', reject);
      if (typeof answer === 'object' && 'refusal' in answer) {
        reject(new StorageError(answer.code, answer.refusal, { cause: answer.cause }));
      } else resolve();
    });
  });
}
