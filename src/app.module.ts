import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AsyncApiController } from './asyncapi.controller.js';
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
  controllers: [AsyncApiController, HealthController, MetricsController],
  providers: [metricsProvider],
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

async function authentication(env: Settings): Promise<Pick<ChatModuleOptions, 'guests' | 'jwt'>> {
  switch (env.AUTH_MODE) {
    case 'guest':
      return { guests: { tokenSecret: await loadTokenSecret(env) } };
    case 'jwt':
      return { jwt: jwtOptions(env) };
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
