import { WebSocket } from 'socket.io-client';

/** What the page connects by. The library's own list brings two ways more, which are never taken. */
export const transports = {
  // Looked at when it connects: this module is loaded in the middle of the library.
  get websocket(): typeof WebSocket {
    return WebSocket;
  },
};
