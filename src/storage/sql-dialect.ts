import type {
  AliasedRawBuilder,
  CreateTableBuilder,
  Kysely,
  KyselyPlugin,
  RawBuilder,
} from 'kysely';
import type { Append } from './append.js';
import type { Schema } from './schema.js';

/** The columns of a set of rows that is passed to the database, and their types there. */
export type RowShape<Row> = { readonly [Column in keyof Row & string]: 'text' | 'bigint' };

/** A table of which rows are locked, and the columns of its primary key, which the given rows have too. */
export interface RowLock<Row> {
  readonly table: keyof Schema;
  readonly key: readonly (keyof Row & string)[];
}

/** What the SQL databases write differently, for everything that Kysely does not level. */
export interface SqlDialect {
  /**
   * A set of rows as a table expression over one JSON parameter, whatever their number: the text of
   * the statement, and with it its plan, stays the same, and no limit on parameters applies.
   */
  rows<Row extends object, Alias extends string>(
    json: string,
    shape: RowShape<Row>,
    alias: Alias,
  ): AliasedRawBuilder<Row, Alias>;
  /**
   * Those rows of such a set that a table has, whose own rows are locked until the transaction ends: in
   * the order of their primary key, so that no two transactions ever wait for each other.
   */
  lockedRows<Row extends object, Alias extends string>(
    json: string,
    shape: RowShape<Row>,
    alias: Alias,
    lock: RowLock<Row>,
  ): AliasedRawBuilder<Row, Alias>;
  /** The JSON of such a set, which must not hold what the database cannot store in text. */
  json(rows: readonly object[]): string;
  /**
   * Ends a `select` that must keep others from changing its rows of a table until the transaction ends.
   * Rows are locked in one order everywhere, or two transactions may wait for each other: people,
   * names, accounts, rooms, memberships, outbox; within a table by primary key.
   */
  forUpdate(table: keyof Schema): RawBuilder<unknown>;
  /**
   * A statement for whatever must happen one at a time: later transactions that run it with the same
   * number wait until this one has ended.
   */
  oneAtATime(what: number): RawBuilder<unknown>;
  /** Prepares how messages are appended. @param db what the statements are compiled with. */
  prepareAppend(db: Kysely<Schema>): Append;
  /** The type of a column that is ordered by code points, whatever the locale. */
  readonly orderedText: 'text' | RawBuilder<unknown>;
  /** What queries over connections of a host's are given on their way back. */
  readonly plugins?: readonly KyselyPlugin[];
  /** Stores the rows of a new table in the order of its primary key, where that is possible. */
  clustered<Table extends string>(table: CreateTableBuilder<Table>): CreateTableBuilder<Table>;
}
