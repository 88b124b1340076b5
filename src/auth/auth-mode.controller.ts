import { Controller, Get, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthModeDto } from './auth.dto.js';
import { AuthOptions } from './auth.options.js';
import { NoStoreInterceptor } from './no-store.interceptor.js';

/** Which form a page has to show. */
@ApiTags('auth')
@UseInterceptors(NoStoreInterceptor)
@Controller('auth')
export class AuthModeController {
  constructor(private readonly options: AuthOptions) {}

  @Get('mode')
  @ApiOperation({ summary: 'How people say who they are' })
  @ApiOkResponse({ type: AuthModeDto })
  mode(): AuthModeDto {
    const { mode, guests } = this.options;
    return { mode, guests };
  }
}
