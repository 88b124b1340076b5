import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { AsyncApiController } from './asyncapi.controller.js';
import { AuthCaller } from './auth/auth.caller.js';
import { AuthController } from './auth/auth.controller.js';
import { AuthErrorFilter } from './auth/auth-error.filter.js';
import { AuthModeController } from './auth/auth-mode.controller.js';
import { AuthOptions } from './auth/auth.options.js';
import { UserAdminController } from './auth/user-admin.controller.js';
import { ChatModule } from './chat/chat.module.js';
import type { ChatModuleOptions } from './chat/chat.options.js';
import type { Settings } from './config/settings.js';
import { settings, settingsModule } from './config/settings.provider.js';
import { loadTokenSecret } from './config/token-secret.js';
import { HealthController } from './health/health.controller.js';
import type { ChatLimits } from './limits/chat-limits.js';
import type { JwtOptions } from './identity/jwt.options.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { metricsProvider } from './metrics/metrics.provider.js';
import { WebPageModule } from './web/web-page.module.js';

/** The standalone server: chat as the environment says, and what an operator asks of it. */
@Module({
  imports: [
    settingsModule(),
    ChatModule.forRootAsync({ inject: [settings.KEY], useFactory: chatOptions }),
    TerminusModule.forRoot({ logger: false }),
    WebPageModule,
  ],
  controllers: [
    AsyncApiController,
    AuthController,
    AuthModeController,
    HealthController,
    MetricsController,
    UserAdminController,
  ],
  providers: [
    AuthCaller,
    metricsProvider,
    { provide: AuthOptions, inject: [settings.KEY], useFactory: authOptions },
    { provide: APP_FILTER, useClass: AuthErrorFilter },
  ],
})
export class AppModule {}

async function chatOptions(env: Settings): Promise<ChatModuleOptions> {
  return {
    storage: { url: env.DATABASE_URL, poolSize: env.DATABASE_POOL_SIZE },
    ...(await authentication(env)),
    noticeRoomSize: env.NOTICE_ROOM_SIZE,
    limits: limitsOf(env),
    trustedProxies: env.TRUSTED_PROXIES,
    ...(env.REDIS_URL !== undefined && {
      cluster: {
        redisUrl: env.REDIS_URL,
        prefix: env.REDIS_PREFIX,
        presenceTtlSeconds: env.PRESENCE_TTL,
      },
    }),
  };
}

function limitsOf(env: Settings): ChatLimits | false {
  if (!env.RATE_LIMIT_ENABLED) return false;
  const { MAX_CONNECTIONS: total, MAX_CONNECTIONS_PER_ADDRESS: perAddress } = env;
  return { connections: { total, perAddress } };
}

/** Unless it is said otherwise, guests may come where the mode has them. */
function allowsGuests({ AUTH_MODE, ALLOW_GUESTS = true }: Settings): boolean {
  return AUTH_MODE !== 'jwt' && ALLOW_GUESTS;
}

function authOptions(env: Settings): AuthOptions {
  const { AUTH_MODE: mode, ADMIN_SECRET: adminSecret } = env;
  return { mode, guests: allowsGuests(env), ...(adminSecret !== undefined && { adminSecret }) };
}

type Authentication = Pick<ChatModuleOptions, 'guests' | 'jwt' | 'accounts'>;

async function authentication(env: Settings): Promise<Authentication> {
  switch (env.AUTH_MODE) {
    case 'guest':
      return { guests: { tokenSecret: await loadTokenSecret(env) } };
    case 'jwt':
      return { jwt: jwtOptions(env) };
    case 'accounts':
      return {
        accounts: { tokenSecret: await loadTokenSecret(env), guests: allowsGuests(env) },
      };
  }
}

function jwtOptions(env: Settings): JwtOptions {
  const { JWT_SECRET: secret, JWT_JWKS_URL: jwksUrl, JWT_TYPE: type } = env;
  return {
    ...(secret !== undefined && { secret }),
    ...(jwksUrl !== undefined && { jwksUrl }),
    issuer: env.JWT_ISSUER ?? '',
    audience: env.JWT_AUDIENCE ?? '',
    usernameClaim: env.JWT_USERNAME_CLAIM,
    ...(type !== undefined && { type }),
  };
}
