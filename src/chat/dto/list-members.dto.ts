import { IsString } from 'class-validator';
import type { ListMembersPayload } from '../../protocol/index.js';
import { Optional } from './optional.decorator.js';
import { IsLimit } from './page.decorators.js';

export class ListMembersDto implements ListMembersPayload {
  @IsString()
  room!: string;

  @Optional()
  @IsString()
  after?: string;

  @IsLimit()
  limit?: number;
}
