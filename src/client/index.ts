export { Account, type AccountOptions, type PasswordLogIn } from './account.js';
export { authMode } from './auth-requests.js';
export { ChatClient } from './chat-client.js';
export { Channel } from './channel.js';
export { Conversation } from './conversation.js';
export { Room } from './room.js';
export { ClientClosedError, isUnknownAnswer } from './errors.js';
export { memoryStorage } from './storage.js';
export { webStorage } from './web-storage.js';
export { systemClock, type Clock } from './clock.js';
export type { Connection, ConnectionListener, Incoming, Transport } from './transport.js';
export type * from './types.js';
export { ChatException, LIMITS } from '../protocol/index.js';
export type {
  AuthMode,
  ChatError,
  Conversation as ConversationSummary,
  DeviceStatus,
  ErrorCode,
  ListMembersResult,
  ListRoomsResult,
  Member,
  Notice,
  PersonStatus,
  PresenceEvent,
  RoomHistoryResult,
  RoomSummary,
  StoredMessage,
} from '../protocol/index.js';
