import type { Type } from '@nestjs/common';
import type { NowOrLater } from '../identity/now-or-later.js';
import type { PendingMessage } from '../rooms/pending-message.js';
import type { ChatSocket } from './chat-socket.js';

/** What a handler returns: what goes with `ok: true`, or a message that is being committed. */
export type HandlerResult = object | void | PendingMessage;

/** One `@SubscribeMessage` method of the gateway. */
export interface RequestHandler {
  readonly event: string;
  /** The class that the payload is turned into. */
  readonly dto: Type<object>;
  /** A send: see `RequestQueue`. */
  readonly isSend: boolean;
  handle(socket: ChatSocket, dto: unknown): NowOrLater<HandlerResult>;
}

/** Where Nest's `@SubscribeMessage` and TypeScript's `emitDecoratorMetadata` keep what they know. */
const EVENT_METADATA = 'message';
const PARAMETERS_METADATA = 'design:paramtypes';

type Method = (socket: ChatSocket, dto: unknown) => NowOrLater<HandlerResult>;

/**
 * Finds a gateway's handlers by its decorators, so that the gateway stays the one list of events.
 * @param sends the events whose handlers return a `PendingMessage`.
 */
export function handlersOf(gateway: object, sends: ReadonlySet<string>): RequestHandler[] {
  const prototype: unknown = Object.getPrototypeOf(gateway);
  if (typeof prototype !== 'object' || prototype === null) return [];
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const method: unknown = Reflect.get(prototype, name);
    if (!isMethod(method)) return [];
    const event: unknown = Reflect.getMetadata(EVENT_METADATA, method);
    if (typeof event !== 'string') return [];
    const dto = dtoOf(prototype, name);
    return [{ event, dto, isSend: sends.has(event), handle: method.bind(gateway) }];
  });
}

function dtoOf(prototype: object, method: string): Type<object> {
  const types: unknown = Reflect.getMetadata(PARAMETERS_METADATA, prototype, method);
  const dto: unknown = Array.isArray(types) ? types[1] : undefined;
  if (!isClass(dto) || dto === Object) {
    throw new Error(`The second parameter of ${method} must be typed by a DTO class`);
  }
  return dto;
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

function isClass(value: unknown): value is Type<object> {
  return typeof value === 'function' && value.prototype !== undefined;
}
