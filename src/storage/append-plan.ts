import type { Selectable } from 'kysely';
import type { AppendOutcome, Draft, OutboxState } from '../rooms/message.repository.js';
import type { MessageTable } from './schema.js';

export type MessageRow = Selectable<MessageTable>;

/** A room that a batch goes to, as it stood before. */
export interface OpenRoom {
  readonly id: string;
  readonly kind: 'room' | 'direct';
  readonly last_seq: number;
  readonly outbox?: OutboxState | undefined;
}

/** What a batch comes to: the rows to insert, and what to answer for each draft. */
export interface AppendPlan {
  readonly rows: MessageRow[];
  readonly outcomes: AppendOutcome[];
}

/** Within a room, a sender and a `clientId` say which message is meant. */
export function sendKey(roomId: string, senderId: string, clientId: string): string {
  return JSON.stringify([roomId, senderId, clientId]);
}

/** What a draft comes to whose `clientId` is that of a stored message. */
export function repeatOf(
  draft: Draft,
  earlier: Pick<MessageRow, 'id' | 'seq' | 'at' | 'text'>,
): AppendOutcome {
  if (earlier.text !== draft.text) return { kind: 'client-id-reused' };
  return { kind: 'duplicate', original: { id: earlier.id, seq: earlier.seq, at: earlier.at } };
}

/**
 * Gives each draft its place, in the order given. Pure: the database comes before and after.
 *
 * @param stored the messages that have the `clientId` of one of the drafts.
 */
export function planAppend(
  drafts: readonly Draft[],
  rooms: readonly OpenRoom[],
  stored: readonly MessageRow[],
): AppendPlan {
  const lastSeq = new Map(rooms.map((room) => [room.id, room.last_seq]));
  const outbox = new Map(rooms.map((room) => [room.id, room.outbox]));
  const earlier = new Map<string, MessageRow>();
  const remember = (row: MessageRow): void => {
    if (row.client_id === null) return;
    earlier.set(sendKey(row.room_id, row.sender_id, row.client_id), row);
  };
  stored.forEach(remember);
  const rows: MessageRow[] = [];
  const outcomes = drafts.map((draft): AppendOutcome => {
    const last = lastSeq.get(draft.roomId);
    if (last === undefined) return { kind: 'no-such-room' };
    const { id, roomId, senderId, text, clientId, at } = draft;
    const known = clientId === null ? undefined : earlier.get(sendKey(roomId, senderId, clientId));
    if (known) return repeatOf(draft, known);
    const seq = last + 1;
    const row = { id, room_id: roomId, seq, sender_id: senderId, text, client_id: clientId, at };
    lastSeq.set(roomId, seq);
    rows.push(row);
    remember(row);
    const state = outbox.get(roomId);
    return state === undefined
      ? { kind: 'appended', seq }
      : { kind: 'appended', seq, outbox: state };
  });
  return { rows, outcomes };
}
