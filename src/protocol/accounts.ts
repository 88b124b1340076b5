import type { ChatError } from './errors.js';

/** How a server knows people: `GET /auth/mode`. */
export interface AuthMode {
  mode: 'guest' | 'jwt' | 'accounts';
  /** May one come without a token, under a free name? */
  guests: boolean;
}

/** `POST /auth/register`. */
export interface RegisterPayload {
  /** May be left out with a guest's token, whose name it then is. */
  username?: string;
  password: string;
}

/** `POST /auth/login`. */
export interface LogInPayload {
  username: string;
  password: string;
}

/** `POST /auth/refresh` and `POST /auth/logout`. */
export interface RefreshPayload {
  refreshToken: string;
}

/** `POST /auth/password`. */
export interface ChangePasswordPayload {
  currentPassword: string;
  newPassword: string;
}

/** Someone has logged in, and goes on with other tokens each time they refresh. */
export interface SignedIn {
  username: string;
  /** The handshake's `auth.token`, and what `refresh token` takes. */
  accessToken: string;
  /** Good for one refresh. */
  refreshToken: string;
  /** ISO 8601. */
  accessExpiresAt: string;
  /** ISO 8601. */
  refreshExpiresAt: string;
}

/** The body of every failure of `/auth`. */
export interface FailedRequest {
  error: ChatError;
}
