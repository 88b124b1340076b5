import type { Selectable } from 'kysely';
import type { LogEntry } from '../rooms/message.repository.js';
import type { MessageTable } from './schema.js';

/** The columns that make a `LogEntry`, of `messages` joined with its sender in `users`. */
export const ENTRY_COLUMNS = [
  'parley_messages.id',
  'parley_messages.room_id',
  'parley_messages.seq',
  'parley_messages.sender_id',
  'parley_messages.text',
  'parley_messages.client_id',
  'parley_messages.at',
  'parley_users.username as sender_name',
] as const;

/** @param row the `ENTRY_COLUMNS`. */
export function toLogEntry(row: Selectable<MessageTable> & { sender_name: string }): LogEntry {
  return {
    id: row.id,
    roomId: row.room_id,
    seq: row.seq,
    senderId: row.sender_id,
    senderName: row.sender_name,
    text: row.text,
    clientId: row.client_id,
    at: row.at,
  };
}
