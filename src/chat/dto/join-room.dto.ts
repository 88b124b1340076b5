import { IsString } from 'class-validator';
import type { JoinRoomPayload } from '../../protocol/index.js';
import { Optional } from './optional.decorator.js';
import { IsSeq } from './page.decorators.js';

export class JoinRoomDto implements JoinRoomPayload {
  @IsString()
  roomname!: string;

  @Optional()
  @IsString()
  username?: string;

  @Optional()
  @IsSeq()
  since?: number;
}
