import { IsString } from 'class-validator';
import type { ListRoomsPayload } from '../../protocol/index.js';
import { Optional } from './optional.decorator.js';
import { IsLimit } from './page.decorators.js';

export class ListRoomsDto implements ListRoomsPayload {
  @Optional()
  @IsString()
  after?: string;

  @IsLimit()
  limit?: number;
}
