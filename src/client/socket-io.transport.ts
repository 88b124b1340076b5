import { io, type Socket } from 'socket.io-client';
import type { ChatError, ServerToClientEvents } from '../protocol/index.js';
import { UNKNOWN_ANSWER } from './errors.js';
import type { Connection, ConnectionListener, Incoming, Transport } from './transport.js';
import { isAnswerTo, isChatError, isIncoming } from './wire-shape.js';

/** Socket.IO's types cannot pair an event with its payload when the event is a variable. */
type Requests = Record<string, (...args: unknown[]) => void>;

function listen(
  socket: Socket<ServerToClientEvents, Requests>,
  listener: ConnectionListener,
): void {
  // What a server of another version sends beside the protocol is no news: what it leaves out of a
  // conversation shows as a gap in its numbers, and is asked for.
  const pass = (incoming: Incoming): void => {
    if (isIncoming(incoming)) listener.onEvent(incoming);
  };
  socket.on('new message', (payload) => pass({ event: 'new message', payload }));
  socket.on('room members', (payload) => pass({ event: 'room members', payload }));
  socket.on('presence', (payload) => pass({ event: 'presence', payload }));
  socket.on('typing', (payload) => pass({ event: 'typing', payload }));
  socket.on('token expiring', (payload) => pass({ event: 'token expiring', payload }));
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
      socket.on('session ended', (end) => onClose(isChatError(end?.error) ? end.error : undefined));
      socket.on('disconnect', () => onClose());
      socket.on('connect_error', (error) => {
        const data: unknown = 'data' in error ? error.data : undefined;
        onClose(isChatError(data) ? data : undefined);
      });
      return {
        emit(event, payload, onAnswer) {
          socket.emit(event, payload, (answer: unknown) => {
            if (closed) return;
            onAnswer(isAnswerTo(event, answer) ? answer : { ok: false, error: UNKNOWN_ANSWER });
          });
        },
        close: () => void close(),
      };
    },
  };
}
