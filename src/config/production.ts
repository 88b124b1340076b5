import type { Settings } from './settings.js';

/** Fewer different characters than 32 random bytes have, in hexadecimal too. */
const LEAST_VARIETY = 8;
/** What examples and defaults say where a secret belongs; random ones never do. */
const NO_SECRET = /secret|password|change.?me|example|default|placeholder|replace|insecure/i;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;
const REFUSED = 'which NODE_ENV=production does not allow';
const INSTEAD = 'take what `openssl rand -hex 32` prints';

/** The settings that are known to be right: others are absent, and are not looked at. */
export type RightSettings = Partial<Settings>;

/**
 * What a server that strangers reach must not be started with, though one to try things out may; empty
 * unless `NODE_ENV` is `production`.
 * @param secrets the values of the settings that are secret, by name.
 */
export function productionProblems(
  settings: RightSettings,
  secrets: Readonly<Record<string, string>>,
): string[] {
  if (settings.NODE_ENV !== 'production') return [];
  const guessable = Object.entries(secrets).filter(([, secret]) => !isRandom(secret));
  return [
    ...guessable.map(([name]) => `${name} can be guessed, ${REFUSED}; ${INSTEAD}`),
    ...guestProblems(settings),
  ];
}

function isRandom(secret: string): boolean {
  return !NO_SECRET.test(secret) && new Set(secret).size >= LEAST_VARIETY;
}

function guestProblems({ HOST, AUTH_MODE, ALLOW_GUESTS }: RightSettings): string[] {
  if (HOST === undefined || AUTH_MODE === undefined || AUTH_MODE === 'jwt') return [];
  if (ALLOW_GUESTS !== undefined || LOOPBACK.test(HOST)) return [];
  return [
    `HOST is ${JSON.stringify(HOST)}, where strangers may come as guests under any free name; NODE_ENV=production wants that said: ALLOW_GUESTS=true, or another AUTH_MODE`,
  ];
}

/** Where `TOKEN_SECRET` must be set and is not. */
export function tokenSecretProblems(
  settings: RightSettings,
  secrets: Readonly<Record<string, string>>,
): string[] {
  if (settings.AUTH_MODE === 'jwt' || secrets['TOKEN_SECRET'] !== undefined) return [];
  if (settings.DATABASE_URL?.startsWith('postgres')) {
    return [
      'TOKEN_SECRET is unset; with PostgreSQL it must be at least 32 bytes long, and the same on every node',
    ];
  }
  if (settings.NODE_ENV !== 'production') return [];
  return [
    `TOKEN_SECRET is unset, ${REFUSED}; ${INSTEAD}, or what a file .token-secret beside the database holds`,
  ];
}
