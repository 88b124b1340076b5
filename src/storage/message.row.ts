import type { Selectable } from 'kysely';
import type { LogEntry } from '../rooms/message.repository.js';
import type { MessageTable } from './schema.js';

/** The columns that make a `LogEntry`, of `messages` joined with its sender in `users`. */
export const ENTRY_COLUMNS = [
  'messages.id',
  'messages.room_id',
  'messages.seq',
  'messages.sender_id',
  'messages.text',
  'messages.client_id',
  'messages.at',
  'users.username as sender_name',
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
