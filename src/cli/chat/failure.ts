import { ChatException, type ErrorCode } from '../../client/index.js';
import { CommandError } from './command.error.js';
import { describeError } from './lines.js';

/** What a person at a terminal can do about it, where the sentence itself does not say. */
const ADVICE: Partial<Record<ErrorCode, string>> = {
  USERNAME_TAKEN: 'choose another with --user NAME',
  NOT_IN_ROOM: '/join one',
  USER_NOT_FOUND: '/who lists the people of this room',
};

/** A failure for people. What is none of those that a chat may have is thrown on: it is a fault. */
export function explain(error: unknown): string {
  if (error instanceof CommandError) return error.message;
  if (!(error instanceof ChatException)) throw error;
  const advice = ADVICE[error.code];
  return `${describeError(error.error)}${advice === undefined ? '' : ` (${advice})`}`;
}
