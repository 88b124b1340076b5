/** Which tokens of an identity provider are taken, and whom they name. */
export interface JwtOptions {
  /** The key: exactly one of `secret` and `jwksUrl`. A secret is shared with whoever makes tokens: at least 32 bytes. */
  secret?: string;
  /**
   * The URL of the provider's public keys (a JSON Web Key Set). They are kept for ten minutes; a key
   * that is not among them has them read anew, at most twice a minute.
   */
  jwksUrl?: string;
  /** What `iss` must be. */
  issuer: string;
  /** What `aud` must be, or hold. */
  audience: string;
  /** The claim that holds the username. Default `preferred_username`. */
  usernameClaim?: string;
  /** What the header's `typ` must be, such as `at+jwt` (RFC 9068). Default: anything. */
  type?: string;
}

/** @returns what is wrong with the options, each naming its option; empty when they can work. */
export function jwtOptionsProblems({
  secret,
  jwksUrl,
  issuer,
  audience,
  usernameClaim,
  type,
}: Readonly<Partial<Record<keyof JwtOptions, unknown>>>): string[] {
  const problems: string[] = [];
  if ((secret === undefined) === (jwksUrl === undefined)) {
    problems.push('jwt needs exactly one of secret and jwksUrl');
  }
  if (secret !== undefined && !(isText(secret) && Buffer.byteLength(secret) >= 32)) {
    problems.push('jwt.secret must be a text of at least 32 bytes');
  }
  if (jwksUrl !== undefined && !isSafeUrl(jwksUrl)) {
    problems.push('jwt.jwksUrl must be an https: URL; http: only of this machine');
  }
  if (!isText(issuer)) problems.push('jwt.issuer must be a text');
  if (!isText(audience)) problems.push('jwt.audience must be a text');
  if (usernameClaim !== undefined && !isText(usernameClaim)) {
    problems.push('jwt.usernameClaim must be a text');
  }
  if (type !== undefined && !isText(type)) problems.push('jwt.type must be a text');
  return problems;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Whoever can change the keys on their way can be anyone. */
function isSafeUrl(value: unknown): boolean {
  if (!isText(value) || !URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return (
    protocol === 'https:' ||
    (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
  );
}
