import { IsIn } from 'class-validator';
import type { DeviceStatus, SetStatusPayload } from '../../protocol/index.js';

export class SetStatusDto implements SetStatusPayload {
  @IsIn(['online', 'away'])
  status!: DeviceStatus;
}
