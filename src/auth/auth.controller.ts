import { Body, Controller, HttpCode, Post, Req, UseGuards, UseInterceptors } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Request } from 'express';
import { AccountsService } from '../accounts/accounts.service.js';
import { SessionsService } from '../accounts/sessions.service.js';
import { RequestPipe } from '../chat/request.pipe.js';
import { AccountsGuard } from './accounts.guard.js';
import { ApiFailures } from './api-failures.decorator.js';
import { AuthCaller } from './auth.caller.js';
import { ChangePasswordDto, LogInDto, RefreshDto, RegisterDto, SignedInDto } from './auth.dto.js';
import { Bearer } from './bearer.decorator.js';
import { NoStoreInterceptor } from './no-store.interceptor.js';

/** Accounts over HTTP: who has one gets the tokens with which sockets are opened. */
@ApiTags('auth')
@UseGuards(AccountsGuard)
@UseInterceptors(NoStoreInterceptor)
@Controller('auth')
export class AuthController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly callers: AuthCaller,
  ) {}

  @Post('register')
  @ApiOperation({
    summary: 'Make an account and log in',
    description:
      "With a guest's token as bearer the guest becomes the account, and keeps all that is theirs.",
  })
  @ApiBearerAuth('guest')
  @ApiCreatedResponse({ type: SignedInDto })
  @ApiFailures(400, 401, 409, 429, 503)
  register(
    @Body(RequestPipe) { username, password }: RegisterDto,
    @Bearer() token: string,
    @Req() request: Request,
  ): Promise<SignedInDto> {
    const guestToken = request.headers.authorization === undefined ? undefined : token;
    return this.accounts.register({ username, password, guestToken }, this.callers.of(request));
  }

  @Post('login')
  @HttpCode(200)
  @ApiOperation({ summary: 'Log in' })
  @ApiOkResponse({ type: SignedInDto })
  @ApiFailures(400, 401, 429, 503)
  logIn(@Body(RequestPipe) body: LogInDto, @Req() request: Request): Promise<SignedInDto> {
    return this.accounts.logIn(body, this.callers.of(request));
  }

  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Get other tokens',
    description: 'Each refresh token is good for once. If one comes again, its session ends.',
  })
  @ApiOkResponse({ type: SignedInDto })
  @ApiFailures(400, 401, 429, 503)
  refresh(@Body(RequestPipe) { refreshToken }: RefreshDto): Promise<SignedInDto> {
    return this.sessions.refresh(refreshToken);
  }

  @Post('logout')
  @HttpCode(204)
  @ApiOperation({ summary: 'End the session of a refresh token, and its connections' })
  @ApiNoContentResponse()
  @ApiFailures(400, 429, 503)
  logOut(@Body(RequestPipe) { refreshToken }: RefreshDto): Promise<void> {
    return this.sessions.end(refreshToken);
  }

  @Post('logout-everywhere')
  @HttpCode(204)
  @ApiOperation({ summary: 'End all sessions of the user, and their connections' })
  @ApiBearerAuth('access')
  @ApiNoContentResponse()
  @ApiFailures(401, 429, 503)
  logOutEverywhere(@Bearer() accessToken: string): Promise<void> {
    return this.accounts.logOutEverywhere(accessToken);
  }

  @Post('password')
  @HttpCode(200)
  @ApiOperation({ summary: 'Change the password, which ends all other sessions of the user' })
  @ApiBearerAuth('access')
  @ApiOkResponse({ type: SignedInDto })
  @ApiFailures(400, 401, 429, 503)
  changePassword(
    @Body(RequestPipe) body: ChangePasswordDto,
    @Bearer() accessToken: string,
    @Req() request: Request,
  ): Promise<SignedInDto> {
    return this.accounts.changePassword(accessToken, body, this.callers.of(request));
  }
}
