import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Optional } from '../chat/dto/optional.decorator.js';
import {
  ERROR_CATALOGUE,
  LIMITS,
  type AuthMode,
  type ChangePasswordPayload,
  type ChatError,
  type ErrorCode,
  type FailedRequest,
  type LogInPayload,
  type RefreshPayload,
  type RegisterPayload,
  type SignedIn,
} from '../protocol/index.js';

/** Far more than any that is right; what is longer is not looked at. */
const MAX_TEXT = 1_024;
const NEW_PASSWORD = { minLength: LIMITS.minPassword, maxLength: LIMITS.password };

export class RegisterDto implements RegisterPayload {
  @ApiProperty({
    required: false,
    maxLength: LIMITS.username,
    description: "May be left out with a guest's token, whose name it then is.",
  })
  @Optional()
  @IsString()
  @MaxLength(MAX_TEXT)
  username?: string;

  @ApiProperty(NEW_PASSWORD)
  @IsString()
  @MaxLength(MAX_TEXT)
  password!: string;
}

export class LogInDto implements LogInPayload {
  @ApiProperty()
  @IsString()
  @MaxLength(MAX_TEXT)
  username!: string;

  @ApiProperty()
  @IsString()
  @MaxLength(MAX_TEXT)
  password!: string;
}

export class RefreshDto implements RefreshPayload {
  @ApiProperty()
  @IsString()
  @MaxLength(MAX_TEXT)
  refreshToken!: string;
}

export class ChangePasswordDto implements ChangePasswordPayload {
  @ApiProperty()
  @IsString()
  @MaxLength(MAX_TEXT)
  currentPassword!: string;

  @ApiProperty(NEW_PASSWORD)
  @IsString()
  @MaxLength(MAX_TEXT)
  newPassword!: string;
}

export class SignedInDto implements SignedIn {
  @ApiProperty()
  username!: string;

  @ApiProperty({ description: "The handshake's `auth.token`. Good for 15 minutes." })
  accessToken!: string;

  @ApiProperty({ description: 'Good for one refresh; a second one ends the session.' })
  refreshToken!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  accessExpiresAt!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  refreshExpiresAt!: string;
}

export class AuthModeDto implements AuthMode {
  @ApiProperty({ enum: ['guest', 'jwt', 'accounts'] })
  mode!: AuthMode['mode'];

  @ApiProperty({ description: 'May one come without a token, under a free name?' })
  guests!: boolean;
}

export class ChatErrorDto implements ChatError {
  @ApiProperty({ enum: Object.keys(ERROR_CATALOGUE) })
  code!: ErrorCode;

  @ApiProperty()
  message!: string;

  @ApiProperty()
  retryable!: boolean;

  @ApiProperty({ required: false })
  retryAfterMs?: number;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
  })
  fields?: Record<string, string[]>;
}

export class FailedRequestDto implements FailedRequest {
  @ApiProperty({ type: ChatErrorDto })
  error!: ChatErrorDto;
}
