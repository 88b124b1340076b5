import Libsql from 'libsql';
import { SqliteAdapter, SqliteDialect, type Driver, type SqliteStatement } from 'kysely';
import { GroupCommitDriver, type EmbeddedDatabase } from './group-commit.driver.js';
import { SqliteUnavailableDriver } from './sqlite-unavailable.driver.js';

/** Prepared statements that are kept. The server has about 40 of its own. */
const MAX_STATEMENTS = 100;

/**
 * The embedded database, through the `libsql` package: the only file that knows which driver it is.
 * Every call blocks the thread until SQLite is done.
 */
export class LibsqlConnection implements EmbeddedDatabase {
  readonly #database: Libsql.Database;
  /** By their SQL, the least recently used first. Preparing anew more than doubles a small query. */
  readonly #statements = new Map<string, SqliteStatement>();

  /** @param path of the database file, or `:memory:`. */
  constructor(path: string) {
    this.#database = new Libsql(path);
  }

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

  override createDriver(): Driver {
    return new SqliteUnavailableDriver(new GroupCommitDriver(this.#connection));
  }

  override createAdapter(): LibsqlAdapter {
    return new LibsqlAdapter();
  }
}
