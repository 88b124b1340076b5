import type {
  CompiledQuery,
  DatabaseConnection,
  Driver,
  QueryResult,
  TransactionSettings,
} from 'kysely';
import { sqliteUnavailable } from './sqlite.unavailable.js';

/** A connection whose faults are told as what they mean to those who asked. */
class SqliteConnection implements DatabaseConnection {
  constructor(readonly inner: DatabaseConnection) {}

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return telling(this.inner.executeQuery<Row>(query));
  }

  streamQuery<Row>(query: CompiledQuery, size?: number): AsyncIterableIterator<QueryResult<Row>> {
    return this.inner.streamQuery<Row>(query, size);
  }
}

/**
 * Another driver, whose faults are `UNAVAILABLE` where the disk is full or fails: else they would be
 * `INTERNAL`, and final, so that clients gave up what a moment later succeeds.
 */
export class SqliteUnavailableDriver implements Driver {
  readonly #inner: Driver;

  constructor(inner: Driver) {
    this.#inner = inner;
  }

  init(): Promise<void> {
    return this.#inner.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new SqliteConnection(await telling(this.#inner.acquireConnection()));
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return telling(this.#inner.beginTransaction(innerOf(connection), settings));
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return telling(this.#inner.commitTransaction(innerOf(connection)));
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return telling(this.#inner.rollbackTransaction(innerOf(connection)));
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return telling(this.#inner.releaseConnection(innerOf(connection)));
  }

  destroy(): Promise<void> {
    return this.#inner.destroy();
  }
}

async function telling<Value>(task: Promise<Value>): Promise<Value> {
  try {
    return await task;
  } catch (fault) {
    throw sqliteUnavailable(fault);
  }
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  return connection instanceof SqliteConnection ? connection.inner : connection;
}
