import { Authenticator, type Handshake, type Principal } from '../identity/authenticator.js';
import { bearerToken } from '../identity/bearer-token.js';
import { GuestAuthenticator } from '../identity/guest.authenticator.js';
import { TokenService } from '../identity/token.service.js';
import type { User } from '../identity/user.js';
import { ChatException } from '../protocol/index.js';
import { AccessTokens } from './access-tokens.js';
import type { AccountOptions } from './account.options.js';

/** People with the access tokens of their accounts and, where that is allowed, guests. */
export class AccountAuthenticator extends Authenticator {
  override readonly allowsGuests: boolean;
  private readonly access: AccessTokens;
  private readonly guests: GuestAuthenticator | undefined;

  constructor({ tokenSecret, guests = false }: AccountOptions) {
    super();
    this.allowsGuests = guests;
    this.access = new AccessTokens(tokenSecret);
    if (guests) this.guests = new GuestAuthenticator(new TokenService(tokenSecret));
  }

  override async authenticate(handshake: Handshake): Promise<Principal> {
    const token = bearerToken(handshake);
    if (this.guests && (token === undefined || !this.access.isOne(token))) {
      return this.guests.authenticate(handshake);
    }
    if (token === undefined) {
      throw new ChatException('UNAUTHORIZED', { message: 'A token is needed' });
    }
    return { kind: 'returning', as: 'registered', ...(await this.access.verify(token)) };
  }

  override async tokenFor(user: User): Promise<string | undefined> {
    return user.kind === 'guest' ? this.guests?.tokenFor(user) : undefined;
  }
}
