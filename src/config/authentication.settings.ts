import { str } from 'envalid';
import { bearerSecret, bytes, httpsUrl, onOff } from './validators.js';

/** Settings that say how people prove who they are. */
export const AUTHENTICATION_SETTINGS = {
  AUTH_MODE: {
    ...str({
      choices: ['guest', 'jwt', 'accounts'],
      default: 'guest',
      desc: 'How people say who they are: guests choose a free name; with `jwt` they come with a token of an identity provider; with `accounts` they register and log in with a password, at `/auth`, or come as guests if `ALLOW_GUESTS` lets them.',
    }),
    allowed: 'guest, jwt or accounts',
  },
  ALLOW_GUESTS: {
    ...onOff({
      default: undefined,
      desc: 'Whether people may come as guests, under any free name. If unset, they may where the `AUTH_MODE` has guests.',
    }),
    allowed: 'true or false',
  },
  TOKEN_SECRET: {
    ...bytes(32)({
      default: undefined,
      desc: 'Signs the tokens by which guests are known again, and the access tokens of accounts. If unset, one is made at the first start and kept in a file beside an SQLite database; with PostgreSQL it must be set, to the same on every node. Another secret makes every token invalid.',
    }),
    allowed: 'at least 32 bytes long',
    secret: true,
  },
  ADMIN_SECRET: {
    ...bearerSecret(32)({
      default: undefined,
      desc: 'With `AUTH_MODE=accounts`: who has it, as `Authorization: Bearer`, may shut accounts out and let them in again (`POST /auth/users/NAME/disable` and `/enable`). If unset, these do not exist.',
    }),
    allowed: 'at least 32 letters, digits, "-", "_", ".", "~", "+", "/" and "="',
    secret: true,
  },
  JWT_SECRET: {
    ...bytes(32)({
      default: undefined,
      desc: 'The secret that the identity provider signs with (HS256; HS384 and HS512 if it is long enough). Exactly one of this and `JWT_JWKS_URL`.',
    }),
    allowed: 'at least 32 bytes long',
    secret: true,
  },
  JWT_JWKS_URL: {
    ...httpsUrl({
      default: undefined,
      desc: "The URL of the identity provider's public keys (RS, PS, ES and EdDSA). They are kept for ten minutes; a key that is not among them has them read anew, at most twice a minute.",
    }),
    allowed: 'an https: URL, or an http: one of this machine',
  },
  JWT_ISSUER: {
    ...str({ default: undefined, desc: 'What the claim `iss` of a token must be.' }),
    allowed: 'a text',
  },
  JWT_AUDIENCE: {
    ...str({ default: undefined, desc: 'What the claim `aud` of a token must be, or hold.' }),
    allowed: 'a text',
  },
  JWT_USERNAME_CLAIM: {
    ...str({
      default: 'preferred_username',
      desc: 'The claim that holds the username. A token in which it is no username is refused.',
    }),
    allowed: 'the name of a claim',
  },
  JWT_TYPE: {
    ...str({
      default: undefined,
      desc: 'What the `typ` of a token must be, such as `at+jwt`. If unset, anything.',
    }),
    allowed: 'a text',
  },
} as const;

type Present = Readonly<Record<keyof typeof AUTHENTICATION_SETTINGS, string | boolean | undefined>>;

/** What is missing or too much beside the `AUTH_MODE`; empty if nothing is. */
export function authenticationProblems(settings: Present): string[] {
  if (settings.AUTH_MODE === 'jwt') return jwtProblems(settings);
  if (settings.AUTH_MODE === 'guest' && settings.ALLOW_GUESTS === false) {
    return ['AUTH_MODE=guest has no one but guests, whom ALLOW_GUESTS=false keeps out'];
  }
  return [];
}

function jwtProblems(settings: Present): string[] {
  const problems: string[] = [];
  if ((settings.JWT_SECRET === undefined) === (settings.JWT_JWKS_URL === undefined)) {
    problems.push('AUTH_MODE=jwt needs exactly one of JWT_SECRET and JWT_JWKS_URL');
  }
  for (const name of ['JWT_ISSUER', 'JWT_AUDIENCE'] as const) {
    if (settings[name] === undefined) problems.push(`AUTH_MODE=jwt needs ${name}`);
  }
  return problems;
}
