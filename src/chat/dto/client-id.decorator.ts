import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches } from 'class-validator';
import { LIMITS } from '../../protocol/index.js';
import { Optional } from './optional.decorator.js';

/** What makes a send idempotent: 1–64 characters that every database stores as they are. */
export function IsClientId(): PropertyDecorator {
  return applyDecorators(
    Optional(),
    IsString(),
    Length(1, LIMITS.clientId),
    Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'clientId must not hold control characters' }),
  );
}
