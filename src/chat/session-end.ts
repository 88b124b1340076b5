import type { ChatError } from '../protocol/index.js';
import type { ChatSocket } from './chat-socket.js';

/** Tells a connection why, and closes it. It hears nothing that is sent after this. */
export function endSession(socket: ChatSocket, error: ChatError): void {
  socket.emit('session ended', { error });
  socket.disconnect(true);
}
