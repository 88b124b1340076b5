import type { Paint } from './paint.js';

/** Where a chat is shown. Each call makes one line; what comes from others is harmless by then. */
export interface Screen {
  readonly paint: Paint;
  /** Something of the chat, or an answer to a command. */
  show(line: string): void;
  /** Something about the connection. */
  tell(line: string): void;
  /** Something that went wrong. */
  complain(line: string): void;
}
