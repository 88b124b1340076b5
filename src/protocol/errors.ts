/**
 * The catalogue of everything that can go wrong in a request: a stable code for programs, a default
 * sentence for people, and whether the same request would succeed later.
 */
export const ERROR_CATALOGUE = {
  VALIDATION_FAILED: { retryable: false, message: 'The request is not valid' },
  NOT_IN_ROOM: { retryable: false, message: "You're not part of a room yet" },
  NOT_IDENTIFIED: { retryable: false, message: 'Say who you are first, by joining a room' },
  ALREADY_IDENTIFIED: { retryable: false, message: 'This connection already has another username' },
  USERNAME_TAKEN: { retryable: false, message: 'That username is taken' },
  USER_NOT_FOUND: { retryable: false, message: 'No such user' },
  ROOM_NOT_FOUND: { retryable: false, message: 'No such room' },
  FORBIDDEN: { retryable: false, message: 'You may not do that' },
  CLIENT_ID_REUSED: {
    retryable: false,
    message: 'That clientId was already used for another text',
  },
  UNAUTHORIZED: { retryable: false, message: 'The token is not valid' },
  TOKEN_EXPIRED: { retryable: false, message: 'The token has expired' },
  RATE_LIMITED: { retryable: true, message: 'Too many requests, slow down' },
  DRAINING: { retryable: true, message: 'The server is restarting, try again shortly' },
  UNAVAILABLE: { retryable: true, message: 'The server cannot do that right now' },
  INTERNAL: { retryable: false, message: 'Something went wrong on the server' },
} as const satisfies Record<string, { retryable: boolean; message: string }>;

/** A stable code of the error catalogue. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** What a failed request is answered with. */
export interface ChatError {
  code: ErrorCode;
  /** For people. */
  message: string;
  /** Would the same request succeed later? */
  retryable: boolean;
  /** Milliseconds to wait before trying again: RATE_LIMITED, DRAINING, UNAVAILABLE. */
  retryAfterMs?: number;
  /** VALIDATION_FAILED: what is wrong, per field. */
  fields?: Record<string, string[]>;
}

/** What a `ChatException` may say beyond its code. */
export interface ChatExceptionDetails {
  /** Replaces the catalogue's sentence. */
  message?: string;
  retryAfterMs?: number;
  fields?: Record<string, string[]>;
  /** The fault underneath: logged by the server, never sent. */
  cause?: unknown;
}

/** A failure with a place in the catalogue: thrown by the server's services and by the client. */
export class ChatException extends Error {
  override readonly name = 'ChatException';
  /** The failure in the form that goes over the wire. */
  readonly error: ChatError;

  constructor(code: ErrorCode, details: ChatExceptionDetails = {}) {
    const { message, retryable } = ERROR_CATALOGUE[code];
    super(details.message ?? message, { cause: details.cause });
    this.error = {
      code,
      message: this.message,
      retryable,
      ...(details.retryAfterMs !== undefined && { retryAfterMs: details.retryAfterMs }),
      ...(details.fields !== undefined && { fields: details.fields }),
    };
  }

  /** The stable code, for `switch`. */
  get code(): ErrorCode {
    return this.error.code;
  }
}
