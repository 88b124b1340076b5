import { IsString } from 'class-validator';
import { IsClientId } from './client-id.decorator.js';
import { Optional } from './optional.decorator.js';

export class NewMessageDto {
  @IsString()
  message!: string;

  @Optional()
  @IsString()
  room?: string;

  @IsClientId()
  clientId?: string;

  /** A bare string is the text alone. */
  static fromText(message: string): Pick<NewMessageDto, 'message'> {
    return { message };
  }
}
