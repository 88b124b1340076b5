import { createHash, timingSafeEqual } from 'node:crypto';
import {
  Injectable,
  NotFoundException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';
import { ChatException } from '../protocol/index.js';
import { AuthOptions } from './auth.options.js';
import { bearerOf } from './bearer.decorator.js';

/** Lets whoever has the operator's secret. Without one, these addresses do not exist. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly options: AuthOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const { adminSecret } = this.options;
    if (adminSecret === undefined) throw new NotFoundException();
    const request: Request = context.switchToHttp().getRequest();
    if (isSame(bearerOf(request), adminSecret)) return true;
    throw new ChatException('UNAUTHORIZED', { message: 'The secret is not the right one' });
  }
}

/** In a time that says nothing of where they differ. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
