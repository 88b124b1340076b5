import { IsString } from 'class-validator';
import type { RefreshTokenPayload } from '../../protocol/index.js';

export class RefreshTokenDto implements RefreshTokenPayload {
  @IsString()
  token!: string;
}
