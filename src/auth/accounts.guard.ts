import {
  Injectable,
  NotFoundException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';
import { AccountsService } from '../accounts/accounts.service.js';
import { AuthCaller } from './auth.caller.js';
import { AuthOptions } from './auth.options.js';

/** Without accounts these addresses do not exist. With them, requests are counted. */
@Injectable()
export class AccountsGuard implements CanActivate {
  constructor(
    private readonly options: AuthOptions,
    private readonly accounts: AccountsService,
    private readonly callers: AuthCaller,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.options.mode !== 'accounts') throw new NotFoundException();
    const request: Request = context.switchToHttp().getRequest();
    await this.accounts.admit(this.callers.of(request));
    return true;
  }
}
