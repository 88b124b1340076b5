import { applyDecorators } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';
import { LIMITS } from '../../protocol/index.js';
import { Optional } from './optional.decorator.js';

/** A place in a log: 0 or more. */
export function IsSeq(): PropertyDecorator {
  return applyDecorators(IsInt(), Min(0), Max(Number.MAX_SAFE_INTEGER));
}

/** How many entries a page may have. */
export function IsLimit(): PropertyDecorator {
  return applyDecorators(Optional(), IsInt(), Min(1), Max(LIMITS.maxPage));
}
