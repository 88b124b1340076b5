import type { Kysely } from 'kysely';
import type { EndedSessions } from '../accounts/account.repository.js';
import {
  SessionRepository,
  type EndedSession,
  type Session,
} from '../accounts/session.repository.js';
import { atomically } from './atomically.js';
import { endSessions, endSessionsOf, lastEndedSeq } from './end-sessions.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';

/** Sessions that a user may have; the oldest end for more. */
const MAX_SESSIONS = 50;
/** More than a user can have of them. */
const ALL = 1_000;

/** The sessions in an SQL database. */
export class SqlSessionRepository extends SessionRepository {
  readonly #db: Kysely<Schema>;
  readonly #dialect: SqlDialect;

  constructor(db: Kysely<Schema>, dialect: SqlDialect) {
    super();
    this.#db = db;
    this.#dialect = dialect;
  }

  override async begin(
    session: Session,
    passwordHash: string,
    at: number,
  ): Promise<EndedSessions | null> {
    return atomically(this.#db, async (trx) => {
      // Changes nothing, and keeps others from changing the account until the session has begun.
      const { numUpdatedRows } = await trx
        .updateTable('parley_accounts')
        .set({ password_hash: passwordHash })
        .where('user_id', '=', session.userId)
        .where('password_hash', '=', passwordHash)
        .where('disabled_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) return null;
      await trx.insertInto('parley_sessions').values(toRow(session)).execute();
      const tooMany = await trx
        .selectFrom('parley_sessions')
        .select('id')
        .where('user_id', '=', session.userId)
        .where('ended_seq', 'is', null)
        .orderBy('id', 'desc')
        .limit(ALL)
        .offset(MAX_SESSIONS)
        .execute();
      const ids = tooMany.map(({ id }) => id);
      return endSessions(trx, this.#dialect, ids, at);
    });
  }

  override async isLive(id: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('parley_sessions')
      .select('id')
      .where('id', '=', id)
      .where('ended_seq', 'is', null)
      .executeTakeFirst();
    return row !== undefined;
  }

  override async findByFamily(familyHash: string): Promise<Session | null> {
    const row = await this.#db
      .selectFrom('parley_sessions')
      .select(['id', 'user_id', 'family_hash', 'refresh_hash', 'expires_at'])
      .where('family_hash', '=', familyHash)
      .where('ended_seq', 'is', null)
      .executeTakeFirst();
    if (!row) return null;
    return {
      id: row.id,
      userId: row.user_id,
      familyHash: row.family_hash,
      refreshHash: row.refresh_hash,
      expiresAt: row.expires_at,
    };
  }

  override async rotate(
    id: string,
    from: string,
    { refreshHash, expiresAt }: { readonly refreshHash: string; readonly expiresAt: number },
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('parley_sessions')
      .set({ refresh_hash: refreshHash, expires_at: expiresAt })
      .where('id', '=', id)
      .where('refresh_hash', '=', from)
      .where('ended_seq', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  override async replace(
    id: string,
    next: Pick<Session, 'familyHash' | 'refreshHash' | 'expiresAt'>,
  ): Promise<boolean> {
    const { familyHash, refreshHash, expiresAt } = next;
    const { numUpdatedRows } = await this.#db
      .updateTable('parley_sessions')
      .set({ family_hash: familyHash, refresh_hash: refreshHash, expires_at: expiresAt })
      .where('id', '=', id)
      .where('ended_seq', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  override end(id: string, at: number): Promise<EndedSessions> {
    return atomically(this.#db, (trx) => endSessions(trx, this.#dialect, [id], at));
  }

  override endAll(userId: string, at: number): Promise<EndedSessions> {
    return atomically(this.#db, (trx) => endSessionsOf(trx, this.#dialect, userId, at));
  }

  override lastEnded(): Promise<number> {
    return lastEndedSeq(this.#db);
  }

  override async endedAfter(seq: number, limit: number): Promise<EndedSession[]> {
    const rows = await this.#db
      .selectFrom('parley_sessions')
      .select(['id', 'ended_seq'])
      .where('ended_seq', '>', seq)
      .orderBy('ended_seq')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ id: row.id, seq: row.ended_seq ?? 0 }));
  }

  /** The last that ended stays, since the next one's number follows from it. */
  override async prune(at: number): Promise<void> {
    const last = await this.lastEnded();
    await this.#db
      .deleteFrom('parley_sessions')
      .where('expires_at', '<', at)
      .where((eb) => eb.or([eb('ended_seq', 'is', null), eb('ended_seq', '<', last)]))
      .execute();
  }
}

function toRow({ id, userId, familyHash, refreshHash, expiresAt }: Session) {
  return {
    id,
    user_id: userId,
    family_hash: familyHash,
    refresh_hash: refreshHash,
    expires_at: expiresAt,
    ended_seq: null,
  };
}
