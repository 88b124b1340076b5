import type {
  Ack,
  AuthMode,
  ChatError,
  ClientEvent,
  ResultOf,
  SignedIn,
} from '../protocol/index.js';
import type { Incoming } from './transport.js';

/**
 * What of the protocol this client relies on. A server of another version may send anything, so what
 * comes from the wire is looked at before it is believed; more than this may always be there.
 */
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isTrueOrFalse: Check = (value) => typeof value === 'boolean';
const isTime: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const anything: Check = () => true;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shape(fields: Readonly<Record<string, Check>>): Check {
  return (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]));
}

function list(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

const storedMessage = shape({
  id: isText,
  seq: isNumber,
  username: isText,
  message: isText,
  at: isTime,
});
const notice = shape({ event: isText, room: isText, username: isText, at: isTime });
const message: Check = (value) =>
  isObject(value) && (value['type'] === 'system' ? notice(value) : storedMessage(value));
const members = list(shape({ username: isText, status: isText }));
const messages = list(storedMessage);

const RESULTS: Readonly<Record<ClientEvent, Check>> = {
  'join room': shape({
    room: isText,
    username: isText,
    members,
    count: isNumber,
    lastSeq: isNumber,
    messages,
  }),
  'leave room': anything,
  'new message': shape({ message: storedMessage }),
  'new pm': shape({ message: storedMessage }),
  'room history': shape({ messages, complete: isTrueOrFalse }),
  'list rooms': shape({ rooms: list(shape({ name: isText })), complete: isTrueOrFalse }),
  'list members': shape({ members, count: isNumber, complete: isTrueOrFalse }),
  'list conversations': shape({
    conversations: list(shape({ with: isText, lastSeq: isNumber, unread: isNumber })),
  }),
  typing: anything,
  'mark read': anything,
  'set status': anything,
  'refresh token': anything,
};

const EVENTS: Readonly<Record<Incoming['event'], Check>> = {
  'new message': message,
  'room members': shape({
    room: isText,
    joined: list(isText),
    left: list(isText),
    count: isNumber,
  }),
  presence: shape({ username: isText, status: isText, at: isText }),
  typing: shape({ username: isText, typing: isTrueOrFalse }),
  'token expiring': anything,
};

const signedIn = shape({ username: isText, accessToken: isText, refreshToken: isText });
const authMode = shape({ mode: isText, guests: isTrueOrFalse });

export function isSignedIn(value: unknown): value is SignedIn {
  return signedIn(value);
}

export function isAuthMode(value: unknown): value is AuthMode {
  return authMode(value);
}

export function isChatError(value: unknown): value is ChatError {
  return (
    isObject(value) && typeof value['code'] === 'string' && typeof value['retryable'] === 'boolean'
  );
}

/** Is this an answer to `event` that this client can work with? */
export function isAnswerTo<E extends ClientEvent>(
  event: E,
  value: unknown,
): value is Ack<ResultOf<E>> {
  if (!isObject(value)) return false;
  return value['ok'] === true ? RESULTS[event](value) : isChatError(value['error']);
}

/** Is this an event that this client can work with? */
export function isIncoming(incoming: { event: Incoming['event']; payload: unknown }): boolean {
  return EVENTS[incoming.event](incoming.payload);
}
