import { IsString, Length } from 'class-validator';
import { LIMITS } from '../../protocol/index.js';
import { Optional } from './optional.decorator.js';

export class NewMessageDto {
  @IsString()
  message!: string;

  @Optional()
  @IsString()
  room?: string;

  @Optional()
  @IsString()
  @Length(1, LIMITS.clientId)
  clientId?: string;

  /** A bare string is the text alone. */
  static fromText(message: string): Pick<NewMessageDto, 'message'> {
    return { message };
  }
}
