import { Catch, HttpException, Logger, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { Request, Response } from 'express';
import { isServerFault, toChatError } from '../chat/chat-error.js';
import { ChatException, type ErrorCode, type FailedRequest } from '../protocol/index.js';

const STATUS: Partial<Record<ErrorCode, number>> = {
  UNAUTHORIZED: 401,
  TOKEN_EXPIRED: 401,
  FORBIDDEN: 403,
  USER_NOT_FOUND: 404,
  USERNAME_TAKEN: 409,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  DRAINING: 503,
  UNAVAILABLE: 503,
};
const TOO_LARGE = 413;

/** Answers failures of `/auth` with an error of the catalogue, and leaves all others as they are. */
@Catch()
export class AuthErrorFilter extends BaseExceptionFilter {
  private readonly logger = new Logger(AuthErrorFilter.name);
  /** As Nest answers whatever is thrown. */
  private readonly answerOthers = super.catch.bind(this);

  override catch(fault: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request: Request = http.getRequest();
    const response: Response = http.getResponse();
    const status = statusOf(fault);
    if (!request.path.startsWith('/auth/') || status === 404) return this.answerOthers(fault, host);
    const failure = status === undefined ? fault : unreadable(status);
    if (isServerFault(failure)) this.logger.error(failure, `${request.path} failed`);
    const error = toChatError(failure);
    response.setHeader('Cache-Control', 'no-store');
    if (error.retryAfterMs !== undefined) {
      response.setHeader('Retry-After', Math.ceil(error.retryAfterMs / 1_000));
    }
    const body: FailedRequest = { error };
    response.status(status ?? STATUS[error.code] ?? 400).json(body);
  }
}

/** The status of what Nest and the body's parser throw, as far as it is the client's fault. */
function statusOf(fault: unknown): number | undefined {
  if (fault instanceof HttpException) return fault.getStatus();
  const status: unknown =
    typeof fault === 'object' && fault !== null ? Reflect.get(fault, 'statusCode') : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

/** In words of ours: the parser's would echo what came. */
function unreadable(status: number): ChatException {
  const problem = status === TOO_LARGE ? 'must be at most 16 KB' : 'must be JSON';
  return new ChatException('VALIDATION_FAILED', { fields: { body: [problem] } });
}
