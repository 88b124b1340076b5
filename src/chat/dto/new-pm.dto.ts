import { IsString, Length } from 'class-validator';
import { LIMITS } from '../../protocol/index.js';
import { parsePrivateMessage } from '../../rooms/private-address.js';
import { Optional } from './optional.decorator.js';

export class NewPmDto {
  @IsString()
  target!: string;

  @IsString()
  message!: string;

  @Optional()
  @IsString()
  @Length(1, LIMITS.clientId)
  clientId?: string;

  /** A bare string is "@bob text". */
  static fromText(text: string): Pick<NewPmDto, 'target' | 'message'> {
    return parsePrivateMessage(text);
  }
}
