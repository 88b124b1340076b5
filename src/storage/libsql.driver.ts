import Libsql from 'libsql';
import {
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely';

/** Prepared statements that are kept. The server has about 40 of its own. */
const MAX_STATEMENTS = 100;

/**
 * The embedded database, through the `libsql` package: the only file that knows which driver it is.
 * Every call blocks the thread until SQLite is done.
 */
export class LibsqlConnection implements SqliteDatabase {
  readonly #database: Libsql.Database;
  /** By their SQL, the least recently used first. Preparing anew more than doubles a small query. */
  readonly #statements = new Map<string, SqliteStatement>();

  /** @param path of the database file, or `:memory:`. */
  constructor(path: string) {
    this.#database = new Libsql(path);
  }

  /** A transaction is open. SQLite ends one by itself after some faults, such as a full disk. */
  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  prepare(sql: string): SqliteStatement {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > MAX_STATEMENTS) {
      for (const oldest of this.#statements.keys()) {
        this.#statements.delete(oldest);
        break;
      }
    }
    return statement;
  }

  /** Runs statements that are not worth keeping. */
  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /**
   * Gives the file up. `libsql` keeps it open, locks and all, until the garbage collector has taken
   * every statement; so the locks are dropped first, by leaving WAL (which also folds the log into
   * the file: a stopped server leaves one file to copy) and exclusive mode, which takes effect with
   * the next read.
   */
  close(): void {
    try {
      this.#database.exec('pragma journal_mode = delete; pragma locking_mode = normal');
      this.#database.exec('select count(*) from sqlite_master');
    } catch {
      // Loses nothing: what was committed is in the log, which the next opener reads.
    }
    this.#statements.clear();
    this.#database.close();
  }
}

/**
 * Kysely's driver for SQLite with two changes. Waiting for the one connection is a queue, where
 * Kysely's own wakes all who wait each time (5,000 waiting: 1.1 s against 0.1 s). And a rollback is
 * left out when SQLite has rolled back by itself, so that the fault that made it do so is the one
 * that is reported.
 */
class LibsqlDriver extends SqliteDriver {
  readonly #connection: LibsqlConnection;
  readonly #waiting: (() => void)[] = [];
  #busy = false;

  constructor(connection: LibsqlConnection) {
    super({ database: connection });
    this.#connection = connection;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy = true;
    return super.acquireConnection();
  }

  override async releaseConnection(): Promise<void> {
    await super.releaseConnection();
    const next = this.#waiting.shift();
    if (next) next();
    else this.#busy = false;
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#connection.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** SQLite can undo `create table`; Kysely's adapter says that it cannot, for no reason it gives. */
class LibsqlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely over a connection. `Kysely.destroy()` closes it. */
export class LibsqlDialect extends SqliteDialect {
  readonly #connection: LibsqlConnection;

  constructor(connection: LibsqlConnection) {
    super({ database: connection });
    this.#connection = connection;
  }

  override createDriver(): LibsqlDriver {
    return new LibsqlDriver(this.#connection);
  }

  override createAdapter(): LibsqlAdapter {
    return new LibsqlAdapter();
  }
}
