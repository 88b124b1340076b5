import { IsString } from 'class-validator';
import type { LeaveRoomPayload } from '../../protocol/index.js';

export class LeaveRoomDto implements LeaveRoomPayload {
  @IsString()
  roomname!: string;
}
