import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

const BEARER = /^Bearer +(\S+) *$/i;

/** The token of `Authorization: Bearer`; an empty one, which is no one's, if there is none. */
export const Bearer = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  bearerOf(context.switchToHttp().getRequest()),
);

export function bearerOf({ headers }: Request): string {
  return BEARER.exec(headers.authorization ?? '')?.[1] ?? '';
}
