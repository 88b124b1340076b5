import { ChatException, ERROR_CATALOGUE, type ChatError } from '../protocol/index.js';

/** The client was closed: nothing more can be asked of it. */
export class ClientClosedError extends Error {
  override readonly name = 'ClientClosedError';

  constructor() {
    super('The chat client was closed');
  }
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
