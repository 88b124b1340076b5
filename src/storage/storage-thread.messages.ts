import type { ChatError } from '../protocol/index.js';
import type { Database } from './database.js';
import type { AppendDelivery } from './append.js';
import type { StorageErrorCode } from './storage.error.js';
import type { Storage } from './storage.js';

/** What can be used from another thread: what its methods take and answer is plain data. */
export interface ThreadedPorts extends Omit<Storage, 'hostTransactions'> {
  readonly database: Pick<Database, 'ping'>;
}

/** What a thread is started with. */
export interface StorageThreadSetup {
  /** A `sqlite:` URL. */
  readonly url: string;
  readonly delivery: AppendDelivery;
}

/** One call of a port's method. */
export interface StorageCall {
  readonly id: number;
  readonly port: keyof ThreadedPorts;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** To the thread: the calls of one tick, or to finish them and end. */
export type StorageRequest = readonly StorageCall[] | 'close';

/** What became of a call. `value` has the type that the method promises: the caller knows it. */
export type StorageReply =
  | { readonly id: number; readonly value: never }
  | { readonly id: number; readonly fault: Error }
  | StorageRefusal;

/** A `ChatException`, in parts: between threads, errors lose their class and what they carry. */
export interface StorageRefusal {
  readonly id: number;
  readonly refusal: ChatError;
  readonly cause: Error | undefined;
}

/** From the thread: whether it could open the database, then the replies of one tick at a time. */
export type StorageAnswer =
  | 'open'
  | { readonly refusal: string; readonly code: StorageErrorCode; readonly cause: unknown }
  | readonly StorageReply[];
