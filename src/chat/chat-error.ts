import { ChatException, type ChatError } from '../protocol/index.js';

/**
 * What the client is told of a fault. Whatever has no place in the catalogue is INTERNAL, and nothing
 * of it goes out: its text may hold what the client must not see.
 */
export function toChatError(fault: unknown): ChatError {
  return fault instanceof ChatException ? fault.error : new ChatException('INTERNAL').error;
}

/** Is it the server's fault, so that the log should have it? */
export function isServerFault(fault: unknown): boolean {
  if (!(fault instanceof ChatException)) return true;
  return fault.code === 'INTERNAL' || fault.code === 'UNAVAILABLE';
}
