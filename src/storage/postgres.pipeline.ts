import type { PostgresConnections } from './postgres.connections.js';
import type { AppendRow, RunInTransaction } from './postgres.append.js';

/**
 * Runs transactions in one round trip: all statements, `begin` and `commit` included, are sent before
 * the first answer comes. What fails makes the server refuse those behind it, and the commit becomes a
 * rollback. So no lock waits for this process, however busy it is, or paused.
 *
 * The statements are prepared: planning one takes the server longer than carrying it out, and rooms
 * are locked meanwhile.
 */
export function pipelined(pool: PostgresConnections): RunInTransaction {
  return async (_db, statements) => {
    const client = await pool.connect();
    const answers = await Promise.allSettled([
      client.refreshPlans(),
      client.query<AppendRow>('begin'),
      ...statements.map(({ sql, parameters }) => client.prepared<AppendRow>(sql, parameters)),
      client.query<AppendRow>('commit'),
    ]);
    const failure = answers.find((answer) => answer.status === 'rejected');
    client.release(failure !== undefined);
    if (failure) throw failure.reason;
    const last = answers.at(-2);
    return last?.status === 'fulfilled' ? (last.value?.rows ?? []) : [];
  };
}
