import type { AliasedRawBuilder, CompiledQuery, CreateTableBuilder, RawBuilder } from 'kysely';

/** The columns of a set of rows that is passed to the database, and their types there. */
export type RowShape<Row> = { readonly [Column in keyof Row & string]: 'text' | 'bigint' };

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
  /** The JSON of such a set, which must not hold what the database cannot store in text. */
  json(rows: readonly object[]): string;
  /** Ends a `select` that must keep others from changing its rows until the transaction ends. */
  readonly forUpdate: RawBuilder<unknown>;
  /** Runs first in a transaction that reads what it then changes, if the database needs that. */
  readonly lockBeforeReading?: CompiledQuery;
  /** The type of a column that is ordered by code points, whatever the locale. */
  readonly orderedText: 'text' | RawBuilder<unknown>;
  /** Stores the rows of a new table in the order of its primary key, where that is possible. */
  clustered<Table extends string>(table: CreateTableBuilder<Table>): CreateTableBuilder<Table>;
}
