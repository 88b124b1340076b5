import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';

export const ISSUER = 'https://id.example';
export const AUDIENCE = 'parley-chat';
/** The secret that the tests share with the server, as an identity provider would. */
export const JWT_SECRET = 'a secret between the provider and the server';

/** What a token says; `undefined` leaves a claim out. */
export type Claims = { [claim in keyof JWTPayload]?: JWTPayload[claim] | undefined };

/** Good claims of a person, but for some. `exp` is in ten minutes. */
export function claimsOf(username: string, changes: Claims = {}): Claims {
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: `id-of-${username}`,
    preferred_username: username,
    iat: now,
    exp: now + 600,
    ...changes,
  };
}

function said(claims: Claims): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** A token signed with the shared secret. */
export function secretToken(
  claims: Claims,
  { alg = 'HS256', typ, secret = JWT_SECRET }: { alg?: string; typ?: string; secret?: string } = {},
): Promise<string> {
  return new SignJWT(said(claims))
    .setProtectedHeader({ alg, ...(typ !== undefined && { typ }) })
    .sign(new TextEncoder().encode(secret));
}

/** A token that anyone can make: its header and claims as given, its signature whatever is wanted. */
export function forgedToken(header: object, claims: Claims, signature = ''): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${signature}`;
}

interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** An identity provider that serves its public keys over HTTP. */
export class IdentityProvider {
  private readonly keys: SigningKey[] = [];
  /** How often its keys were asked for. */
  fetches = 0;

  private constructor(
    private readonly server: Server,
    /** Where its keys are. */
    readonly jwksUrl: string,
  ) {}

  static async start(): Promise<IdentityProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('It has no port');
    const provider = new IdentityProvider(server, `http://127.0.0.1:${address.port}/keys`);
    server.on('request', (_, response) => {
      void provider.keySet().then((keys) => response.end(JSON.stringify({ keys })));
    });
    return provider;
  }

  /** Signs with a new key from now on. */
  async rotate(alg = 'RS256'): Promise<SigningKey> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const key = { kid: `key-${this.keys.length + 1}`, alg, privateKey, publicKey };
    this.keys.push(key);
    return key;
  }

  /** A token signed with its newest key. */
  async token(claims: Claims): Promise<string> {
    const key = this.keys.at(-1) ?? (await this.rotate());
    return new SignJWT(said(claims))
      .setProtectedHeader({ alg: key.alg, kid: key.kid })
      .sign(key.privateKey);
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async keySet() {
    this.fetches++;
    return Promise.all(
      this.keys.map(async ({ publicKey, kid, alg }) => ({
        ...(await exportJWK(publicKey)),
        kid,
        alg,
        use: 'sig',
      })),
    );
  }
}
