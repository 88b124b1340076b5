import { Injectable } from '@nestjs/common';
import { ChatException } from '../protocol/index.js';
import { Authenticator, type Handshake, type Principal } from './authenticator.js';
import type { User } from './user.js';
import { TokenService } from './token.service.js';

/** Anyone may come under a free name; a signed token brings them back as the same identity. */
@Injectable()
export class GuestAuthenticator extends Authenticator {
  override readonly allowsGuests = true;

  constructor(private readonly tokens: TokenService) {
    super();
  }

  override async authenticate({ auth }: Handshake): Promise<Principal> {
    const token = optionalText(auth, 'token');
    if (token !== undefined) {
      return { kind: 'returning', userId: await this.tokens.verify(token) };
    }
    const username = optionalText(auth, 'username');
    return username === undefined ? { kind: 'anonymous' } : { kind: 'guest', username };
  }

  override tokenFor({ id }: User): Promise<string> {
    return this.tokens.issue(id);
  }
}

function optionalText(auth: Handshake['auth'], field: 'token' | 'username'): string | undefined {
  const value = auth[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new ChatException('VALIDATION_FAILED', {
    fields: { [field]: [`${field} must be a string`] },
  });
}
