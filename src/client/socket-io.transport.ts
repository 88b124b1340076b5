import { io, type Socket } from 'socket.io-client';
import {
  ERROR_CATALOGUE,
  type Ack,
  type ChatError,
  type ServerToClientEvents,
} from '../protocol/index.js';
import type { Connection, ConnectionListener, Transport } from './transport.js';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isChatError(value: unknown): value is ChatError {
  return (
    isObject(value) && typeof value['code'] === 'string' && typeof value['retryable'] === 'boolean'
  );
}

/** Anything but an answer of the protocol is a fault of the server. */
function isAnswer<T>(value: unknown): value is Ack<T> {
  return isObject(value) && (value['ok'] === true || isChatError(value['error']));
}

/** Socket.IO's types cannot pair an event with its payload when the event is a variable. */
type Requests = Record<string, (...args: unknown[]) => void>;

const FAULT = { ok: false, error: { code: 'INTERNAL', ...ERROR_CATALOGUE.INTERNAL } } as const;

function listen(
  socket: Socket<ServerToClientEvents, Requests>,
  listener: ConnectionListener,
): void {
  socket.on('new message', (payload) => listener.onEvent({ event: 'new message', payload }));
  socket.on('room members', (payload) => listener.onEvent({ event: 'room members', payload }));
  socket.on('presence', (payload) => listener.onEvent({ event: 'presence', payload }));
  socket.on('typing', (payload) => listener.onEvent({ event: 'typing', payload }));
}

/** Socket.IO over WebSocket. Reconnecting is the client's business, so Socket.IO's own is off. */
export function socketIoTransport(url: string): Transport {
  return {
    open(auth, listener): Connection {
      const socket: Socket<ServerToClientEvents, Requests> = io(url, {
        auth: { ...auth },
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
      });
      let closed = false;
      const close = (): boolean => {
        if (closed) return false;
        closed = true;
        socket.removeAllListeners();
        socket.disconnect();
        return true;
      };
      const onClose = (error?: ChatError): void => {
        if (close()) listener.onClose(error);
      };
      listen(socket, listener);
      socket.on('connect', () => listener.onOpen());
      socket.on('disconnect', () => onClose());
      socket.on('connect_error', (error) => {
        const data: unknown = 'data' in error ? error.data : undefined;
        onClose(isChatError(data) ? data : undefined);
      });
      return {
        emit(event, payload, onAnswer) {
          socket.emit(event, payload, (answer: unknown) => {
            if (!closed)
              onAnswer(isAnswer<Parameters<typeof onAnswer>[0]>(answer) ? answer : FAULT);
          });
        },
        close: () => void close(),
      };
    },
  };
}
