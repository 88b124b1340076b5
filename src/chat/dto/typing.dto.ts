import { IsBoolean, IsString } from 'class-validator';
import type { TypingPayload } from '../../protocol/index.js';
import { Optional } from './optional.decorator.js';

export class TypingDto implements TypingPayload {
  @Optional()
  @IsString()
  room?: string;

  @Optional()
  @IsString()
  target?: string;

  @IsBoolean()
  typing!: boolean;
}
