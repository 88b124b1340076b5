/** The Socket.IO room of a chat room's devices. */
export function roomAddress(roomId: string): string {
  return `room:${roomId}`;
}

/** The Socket.IO room of a person's devices. */
export function userAddress(userId: string): string {
  return `user:${userId}`;
}
