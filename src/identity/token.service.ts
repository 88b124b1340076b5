import { SignedTokens } from './signed-tokens.js';

const YEAR_S = 31_557_600;

/**
 * Signs and verifies the tokens by which a guest is the same identity again, for one year each. A
 * token proves who its holder is by the user's id, whatever has become of their name.
 */
export class TokenService {
  private readonly tokens: SignedTokens;

  /**
   * @param secret the signing key, at least 32 bytes of UTF-8; the same on all nodes and after a
   * restart, or tokens stop being valid.
   * @throws RangeError if the secret is shorter.
   */
  constructor(secret: string) {
    this.tokens = new SignedTokens(secret, {
      type: 'parley-guest+jwt',
      audience: 'parley:guest',
      lifetimeSeconds: YEAR_S,
    });
  }

  /** A token for a guest, a JWT of under 300 characters. */
  async issue(userId: string): Promise<string> {
    return (await this.tokens.issue(userId)).token;
  }

  /**
   * Whose token is it?
   * @returns the user's id.
   * @throws ChatException `TOKEN_EXPIRED` for a token of ours whose time is over, `UNAUTHORIZED` for
   * everything else that is not one of ours.
   */
  async verify(token: string): Promise<string> {
    return (await this.tokens.verify(token)).subject;
  }
}
