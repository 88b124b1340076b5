import { CompiledQuery, type Kysely } from 'kysely';
import type { AppendOutcome, Draft } from '../rooms/message.repository.js';
import type { Append, AppendDelivery } from './append.js';
import { atomically } from './atomically.js';
import { repeatOf, sendKey } from './append-plan.js';
import { APPEND, LOCK_ROOMS } from './postgres-append.statements.js';
import type { Schema } from './schema.js';
import { wellFormedJson } from './well-formed-json.js';

/** What became of the draft at `place`. */
export interface AppendRow {
  readonly place: number;
  /** The place that it was given in the log; null: it was not stored. */
  readonly seq: number | null;
  /** There are earlier messages of the room in the outbox; null: there is no such room. */
  readonly waiting: boolean | null;
  /** The stored message of the same room, sender and `clientId`, if there is one. */
  readonly earlier: { id: string; seq: number; at: number; text: string } | null;
}

/**
 * Runs statements, one after the other, in one transaction, and resolves with the rows of the last one
 * when it is committed. None depends on what another has answered.
 */
export type RunInTransaction = (
  db: Kysely<Schema>,
  statements: readonly CompiledQuery[],
) => Promise<AppendRow[]>;

/**
 * Appends to PostgreSQL, which is elsewhere: every answer that the next statement had to wait for
 * would be a way there and back, with the rooms' rows locked meanwhile. So the database works out the
 * places, in two statements: the first locks the rooms, and the second is a statement of its own since
 * only thus it sees what those have committed who had the locks before (`read committed`). Within a
 * room appends queue up at that lock, on any number of nodes, which is what makes `seq` dense.
 *
 * @param run runs a transaction of its own; within another's, statements run one by one.
 */
export function postgresAppend(run: RunInTransaction = oneByOne): Append {
  return async (db, drafts, delivery) => {
    const firsts = firstPlaces(drafts);
    const transact = db.isTransaction ? oneByOne : run;
    const rows = await transact(db, statementsFor(drafts, firsts, delivery));
    return outcomesOf(drafts, firsts, rows, delivery);
  };
}

/** In a transaction that someone else has begun, or over connections of someone else. */
const oneByOne: RunInTransaction = (db, statements) =>
  atomically(db, async (trx) => {
    let rows: AppendRow[] = [];
    for (const statement of statements) {
      ({ rows } = await trx.executeQuery<AppendRow>(statement));
    }
    return rows;
  });

/** For each draft, the place of the first one with its `clientId`: its own, unless it is a repetition. */
function firstPlaces(drafts: readonly Draft[]): number[] {
  const first = new Map<string, number>();
  return drafts.map((draft, place) => {
    if (draft.clientId === null) return place;
    const key = sendKey(draft.roomId, draft.senderId, draft.clientId);
    const known = first.get(key) ?? place;
    first.set(key, known);
    return known;
  });
}

function statementsFor(
  drafts: readonly Draft[],
  firsts: readonly number[],
  delivery: AppendDelivery,
): CompiledQuery[] {
  const rooms = [...new Set(drafts.map(({ roomId }) => roomId))].map((room_id) => ({ room_id }));
  const rows = drafts
    .map(({ id, roomId, senderId, text, clientId, at }, place) => {
      return { place, id, room_id: roomId, sender_id: senderId, text, client_id: clientId, at };
    })
    .filter(({ place }) => firsts[place] === place);
  return [
    CompiledQuery.raw(LOCK_ROOMS, [wellFormedJson(rooms)]),
    CompiledQuery.raw(APPEND, [wellFormedJson(rows), delivery === 'outbox']),
  ];
}

function outcomesOf(
  drafts: readonly Draft[],
  firsts: readonly number[],
  rows: readonly AppendRow[],
  delivery: AppendDelivery,
): AppendOutcome[] {
  const rowOf = new Map(rows.map((row) => [row.place, row]));
  return drafts.map((draft, place) => {
    const row = rowOf.get(firsts[place] ?? place);
    const first = drafts[row?.place ?? place] ?? draft;
    if (!row || row.waiting === null) return { kind: 'no-such-room' };
    if (row.earlier) return repeatOf(draft, row.earlier);
    if (row.seq === null) return { kind: 'no-such-room' };
    if (row.place !== place) return repeatOf(draft, { ...first, seq: row.seq });
    if (delivery === 'outbox') return { kind: 'appended', seq: row.seq, outbox: 'this' };
    return row.waiting
      ? { kind: 'appended', seq: row.seq, outbox: 'earlier' }
      : { kind: 'appended', seq: row.seq };
  });
}
