import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Patience } from './postgres.pool.js';
import { inPatience, LostPatienceError } from './postgres.patience.js';
import { postgresUnavailable } from './postgres.unavailable.js';

/** Between two attempts to reach a server that is away: at first, and at most. Milliseconds. */
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 1_000;
/**
 * How long a connection's plans are used. What was planned for a small table is wrong for a large one,
 * and a table may have grown by then, but not beyond all measure. Milliseconds.
 */
const PLANS_LAST_MS = 10_000;

/** When the plans of a connection were last given up. */
const plannedAt = new WeakMap<PoolClient, number>();

/** A connection, whose failures that pass are UNAVAILABLE. */
export class PostgresConnection implements PostgresPoolClient {
  readonly #client: PostgresPoolClient;
  readonly #pooled: PoolClient;
  readonly #patience: Patience;
  #isReleased = false;

  constructor(client: PoolClient, patience: Patience) {
    this.#client = client;
    this.#pooled = client;
    this.#patience = patience;
  }

  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  query<Row>(statement: string | PostgresCursor<Row>, parameters: readonly unknown[] = []) {
    if (typeof statement !== 'string') return this.#client.query(statement);
    return this.#run<Row>(statement, parameters);
  }

  /** Like `query`, of a statement that is run all the time: the server keeps it, and its plan. */
  prepared<Row extends object>(
    sql: string,
    parameters: readonly unknown[],
  ): Promise<Pick<PostgresQueryResult<Row>, 'rows'>> {
    return this.#answer(
      this.#pooled.query<Row>({ name: nameOf(sql), text: sql, values: [...parameters] }),
    );
  }

  /** Has the server plan prepared statements anew, now and then. */
  async refreshPlans(): Promise<void> {
    const now = Date.now();
    if (now - (plannedAt.get(this.#pooled) ?? 0) < PLANS_LAST_MS) return;
    plannedAt.set(this.#pooled, now);
    await this.query('discard plans');
  }

  #run<Row>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
    return this.#answer(this.#client.query<Row>(sql, [...parameters]));
  }

  async #answer<Result>(query: Promise<Result>): Promise<Result> {
    try {
      return await (this.#patience === 'bounded' ? inPatience(query) : query);
    } catch (fault) {
      // What waits behind it would wait in vain.
      if (fault instanceof LostPatienceError) this.release(true);
      throw postgresUnavailable(fault);
    }
  }

  /** @param isBroken it is closed and not used again. */
  release(isBroken = false): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#pooled.release(isBroken);
  }
}

const names = new Map<string, string>();

/** What a prepared statement is called: the same only for the same text. */
function nameOf(sql: string): string {
  const name = names.get(sql) ?? createHash('sha256').update(sql).digest('base64url').slice(0, 20);
  names.set(sql, name);
  return name;
}

/**
 * The connections to a server that may go away and come back. While it is away it is not asked for
 * every request: what is wanted between two attempts fails at once, with UNAVAILABLE.
 */
export class PostgresConnections implements PostgresPool {
  readonly #pool: Pool;
  readonly #patience: Patience;
  readonly #logger = new Logger('Storage');
  /** What the last attempt came to; unset: it succeeded. */
  #fault: unknown;
  #delay = 0;
  #nextAttemptAt = 0;

  constructor(pool: Pool, patience: Patience = 'bounded') {
    this.#pool = pool;
    this.#patience = patience;
  }

  async connect(): Promise<PostgresConnection> {
    if (this.#delay > 0 && Date.now() < this.#nextAttemptAt) throw postgresUnavailable(this.#fault);
    try {
      const client = await this.#pool.connect();
      this.#reached();
      return new PostgresConnection(client, this.#patience);
    } catch (fault) {
      this.#missed(fault);
      throw postgresUnavailable(fault);
    }
  }

  end(): Promise<void> {
    return this.#pool.end();
  }

  #reached(): void {
    if (this.#delay > 0) this.#logger.log('PostgreSQL is back');
    this.#delay = 0;
    this.#fault = undefined;
  }

  #missed(fault: unknown): void {
    // All connections are in use: it is there, and slow.
    if (this.#pool.waitingCount > 0 && this.#pool.totalCount >= this.#pool.options.max) return;
    if (this.#delay === 0) {
      this.#logger.error(`PostgreSQL cannot be reached: ${String(fault)}`);
    }
    this.#fault = fault;
    this.#delay = Math.min(Math.max(FIRST_DELAY_MS, 2 * this.#delay), LONGEST_DELAY_MS);
    // Nodes that lost it at the same moment do not come back at the same moment.
    this.#nextAttemptAt = Date.now() + this.#delay * (0.5 + Math.random() / 2);
  }
}
