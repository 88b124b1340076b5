import { Authenticator, type Handshake, type Principal } from './authenticator.js';
import { authToken, optionalText } from './bearer-token.js';
import type { User } from './user.js';
import { TokenService } from './token.service.js';

/** Anyone may come under a free name; a signed token brings them back as the same identity. */
export class GuestAuthenticator extends Authenticator {
  override readonly allowsGuests = true;

  constructor(private readonly tokens: TokenService) {
    super();
  }

  override async authenticate(handshake: Handshake): Promise<Principal> {
    const token = authToken(handshake);
    if (token !== undefined) {
      return { kind: 'returning', userId: await this.tokens.verify(token), as: 'guest' };
    }
    const username = optionalText(handshake.auth, 'username');
    return username === undefined ? { kind: 'anonymous' } : { kind: 'guest', username };
  }

  override tokenFor({ id }: User): Promise<string> {
    return this.tokens.issue(id);
  }
}
