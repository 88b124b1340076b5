import { ChatException, ERROR_CATALOGUE, type ChatError } from '../protocol/index.js';

/** The client was closed: nothing more can be asked of it. */
export class ClientClosedError extends Error {
  override readonly name = 'ClientClosedError';

  constructor() {
    super('The chat client was closed');
  }
}

/** Stands for an answer that is none of the protocol's. */
export const UNKNOWN_ANSWER: ChatError = {
  code: 'INTERNAL',
  retryable: false,
  message: 'The server gave an answer that this client does not know: it may be of another version',
};

/** Did the server answer what this client does not know, as one of another version would? */
export function isUnknownAnswer({ code, message }: ChatError): boolean {
  return code === UNKNOWN_ANSWER.code && message === UNKNOWN_ANSWER.message;
}

/** What the server answered, as something to throw. A code of a newer server becomes `INTERNAL`. */
export function toException(error: ChatError): ChatException {
  return new ChatException(
    Object.hasOwn(ERROR_CATALOGUE, error.code) ? error.code : 'INTERNAL',
    error,
  );
}

/** What a failure says in the catalogue's terms; nothing for a closed client. */
export function toChatError(error: unknown): ChatError | undefined {
  return error instanceof ChatException ? error.error : undefined;
}
