import type {
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely';

/** The columns, and the names of sums in queries, that are whole numbers. */
const NUMBERS: ReadonlySet<string> = new Set([
  'at',
  'created_at',
  'deleted_at',
  'delivered_seq',
  'disabled_at',
  'ended_seq',
  'expires_at',
  'incoming_seq',
  'joined_at',
  'last_message_at',
  'last_seen_at',
  'last_seq',
  'member_count',
  'place',
  'read_seq',
  'seq',
  'unread',
]);

/**
 * Whole numbers as numbers, over connections of a host's whose driver gives those of PostgreSQL as
 * texts. All are below 2^53.
 */
export class NumberColumnsPlugin implements KyselyPlugin {
  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node;
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve({ ...result, rows: result.rows.map(withNumbers) });
  }
}

function withNumbers(row: UnknownRow): UnknownRow {
  const fields = Object.entries(row).map(([name, value]): [string, unknown] => {
    const isText = typeof value === 'string' || typeof value === 'bigint';
    return [name, isText && NUMBERS.has(name) ? Number(value) : value];
  });
  return Object.fromEntries(fields);
}
