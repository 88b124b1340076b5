import { IsString } from 'class-validator';
import type { MarkReadPayload } from '../../protocol/index.js';
import { Optional } from './optional.decorator.js';
import { IsSeq } from './page.decorators.js';

export class MarkReadDto implements MarkReadPayload {
  @Optional()
  @IsString()
  room?: string;

  @Optional()
  @IsString()
  with?: string;

  @IsSeq()
  seq!: number;
}
