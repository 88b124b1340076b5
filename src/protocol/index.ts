export {
  ChatException,
  ERROR_CATALOGUE,
  type ChatError,
  type ChatExceptionDetails,
  type ErrorCode,
} from './errors.js';
export type {
  Ack,
  ClientEvent,
  ClientToServerEvents,
  ExceptionEvent,
  HandshakeAuth,
  PayloadOf,
  ResultOf,
  ServerEvent,
  ServerToClientEvents,
  SessionEndedEvent,
} from './events.js';
export { SLOW_CONSUMER } from './events.js';
export { LIMITS } from './limits.js';
export type { Message, Notice, StoredMessage } from './messages.js';
export type * from './accounts.js';
export type * from './payloads.js';
