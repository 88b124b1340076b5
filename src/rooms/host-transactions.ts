import type { UserRepository } from '../identity/user.repository.js';
import type { ConversationRepository } from './conversation.repository.js';
import type { MessageRepository } from './message.repository.js';
import type { RoomRepository } from './room.repository.js';

/** The host's own database: its Kysely instance, of any schema. */
export interface HostDatabase {
  /** False: a transaction is not a database. */
  readonly isTransaction: boolean;
  transaction(): unknown;
}

/** A transaction that the host has begun on its own database: what Kysely passes to `execute`. */
export interface HostTransaction {
  readonly isTransaction: true;
}

/** What a send needs, within one transaction. */
export interface TransactionRepositories {
  readonly users: UserRepository;
  readonly rooms: RoomRepository;
  readonly conversations: ConversationRepository;
  /** What it appends is left in the outbox by the same transaction. */
  readonly messages: MessageRepository;
}

/**
 * Port: takes part in transactions that the host has begun and will end. Everything that the given
 * repositories read and write is within the transaction; nothing of it may be asked of any others
 * meanwhile, as a database with one connection would wait for itself.
 */
export abstract class HostTransactions {
  /**
   * Runs `work`; of calls with the same transaction one after the other. A method of a repository that
   * rejects has changed nothing, and the host may go on with its transaction.
   * @throws TypeError if it is no transaction, or one of another database.
   */
  abstract run<T>(
    transaction: HostTransaction,
    work: (repositories: TransactionRepositories) => Promise<T>,
  ): Promise<T>;
}
