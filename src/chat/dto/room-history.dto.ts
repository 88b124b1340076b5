import { IsString } from 'class-validator';
import type { RoomHistoryPayload } from '../../protocol/index.js';
import { Optional } from './optional.decorator.js';
import { IsLimit, IsSeq } from './page.decorators.js';

export class RoomHistoryDto implements RoomHistoryPayload {
  @Optional()
  @IsString()
  room?: string;

  @Optional()
  @IsString()
  with?: string;

  @Optional()
  @IsSeq()
  before?: number;

  @Optional()
  @IsSeq()
  after?: number;

  @IsLimit()
  limit?: number;
}
