import type { Transaction } from 'kysely';
import {
  HostTransactions,
  type HostTransaction,
  type TransactionRepositories,
} from '../rooms/host-transactions.js';
import type { Append } from './append.js';
import type { Database } from './database.js';
import type { Schema } from './schema.js';
import { SqlConversationRepository } from './sql-conversation.repository.js';
import { SqlMessageRepository } from './sql-message.repository.js';
import { SqlRoomRepository } from './sql-room.repository.js';
import { SqlUserRepository } from './sql-user.repository.js';

/** Transactions that the host has begun with the Kysely instance that Parley uses too. */
export class SqlHostTransactions extends HostTransactions {
  readonly #database: Database;
  readonly #append: Append;
  /** The last run of each transaction, so that no two have their savepoints in each other. */
  readonly #last = new WeakMap<HostTransaction, Promise<unknown>>();

  constructor(database: Database) {
    super();
    this.#database = database;
    this.#append = database.dialect.prepareAppend(database.kysely);
  }

  override async run<T>(
    transaction: HostTransaction,
    work: (repositories: TransactionRepositories) => Promise<T>,
  ): Promise<T> {
    const repositories = this.#within(this.#require(transaction));
    const before = this.#last.get(transaction) ?? Promise.resolve();
    const result = before.then(() => work(repositories));
    this.#last.set(
      transaction,
      result.catch(() => undefined),
    );
    return result;
  }

  #require(value: HostTransaction): Transaction<Schema> {
    if (!isTransaction(value)) {
      throw new TypeError('transaction must be what Kysely passes to transaction().execute()');
    }
    if (value.getExecutor().adapter !== this.#database.kysely.getExecutor().adapter) {
      throw new TypeError('transaction must be one of storage.kysely');
    }
    return value;
  }

  #within(transaction: Transaction<Schema>): TransactionRepositories {
    const { dialect } = this.#database;
    let trx = transaction.withoutPlugins();
    for (const plugin of dialect.plugins ?? []) trx = trx.withPlugin(plugin);
    return {
      users: new SqlUserRepository(trx, dialect),
      rooms: new SqlRoomRepository(trx, dialect),
      conversations: new SqlConversationRepository(trx, dialect),
      messages: new SqlMessageRepository(trx, this.#append, 'outbox'),
    };
  }
}

/** By what it has, as the host may have a copy of Kysely of its own. */
function isTransaction(value: unknown): value is Transaction<Schema> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'isTransaction' in value &&
    value.isTransaction === true &&
    'getExecutor' in value
  );
}
