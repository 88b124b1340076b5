import { IsString } from 'class-validator';
import { parsePrivateMessage } from '../../rooms/private-address.js';
import { IsClientId } from './client-id.decorator.js';

export class NewPmDto {
  @IsString()
  target!: string;

  @IsString()
  message!: string;

  @IsClientId()
  clientId?: string;

  /** A bare string is "@bob text". */
  static fromText(text: string): Pick<NewPmDto, 'target' | 'message'> {
    return parsePrivateMessage(text);
  }
}
