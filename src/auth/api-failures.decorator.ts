import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { FailedRequestDto } from './auth.dto.js';

const DESCRIPTIONS = {
  400: 'VALIDATION_FAILED: `fields` says what is wrong',
  401: 'UNAUTHORIZED or TOKEN_EXPIRED',
  404: 'USER_NOT_FOUND',
  409: 'USERNAME_TAKEN',
  429: 'RATE_LIMITED: `Retry-After` and `retryAfterMs` say how long',
  503: 'UNAVAILABLE',
} as const;

/** Documents which failures a request can have. */
export function ApiFailures(...statuses: readonly (keyof typeof DESCRIPTIONS)[]) {
  return applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({ status, description: DESCRIPTIONS[status], type: FailedRequestDto }),
    ),
  );
}
