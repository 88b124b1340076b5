import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { AccountCaller } from '../accounts/accounts.service.js';
import { addressKey, ClientAddress } from '../chat/client-address.js';

/** From where a request comes, by the same rules as a connection. */
@Injectable()
export class AuthCaller {
  constructor(private readonly addresses: ClientAddress) {}

  of({ socket, headers }: Request): AccountCaller {
    const peer = socket.remoteAddress ?? '';
    const address = this.addresses.of({ peer, forwardedFor: headers['x-forwarded-for'] });
    return { address: addressKey(address) };
  }
}
