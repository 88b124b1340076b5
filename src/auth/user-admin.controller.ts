import { Controller, HttpCode, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountsService } from '../accounts/accounts.service.js';
import { AccountsGuard } from './accounts.guard.js';
import { AdminGuard } from './admin.guard.js';
import { ApiFailures } from './api-failures.decorator.js';
import { NoStoreInterceptor } from './no-store.interceptor.js';

/** What an operator does about accounts. */
@ApiTags('operator')
@ApiBearerAuth('admin')
@UseGuards(AccountsGuard, AdminGuard)
@UseInterceptors(NoStoreInterceptor)
@Controller('auth/users')
export class UserAdminController {
  constructor(private readonly accounts: AccountsService) {}

  @Post(':username/disable')
  @HttpCode(204)
  @ApiOperation({ summary: 'Shut an account out: its connections end on every node' })
  @ApiNoContentResponse()
  @ApiFailures(400, 401, 404, 429, 503)
  disable(@Param('username') username: string): Promise<void> {
    return this.accounts.disable(username);
  }

  @Post(':username/enable')
  @HttpCode(204)
  @ApiOperation({ summary: 'Let an account log in again' })
  @ApiNoContentResponse()
  @ApiFailures(400, 401, 404, 429, 503)
  enable(@Param('username') username: string): Promise<void> {
    return this.accounts.enable(username);
  }
}
