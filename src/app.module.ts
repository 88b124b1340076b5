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
    guests: { tokenSecret: await loadTokenSecret(env) },
    noticeRoomSize: env.NOTICE_ROOM_SIZE,
    limits: limitsOf(env),
    trustedProxies: env.TRUSTED_PROXIES,
  };
}

function limitsOf(env: Settings): ChatLimits | false {
  if (!env.RATE_LIMIT_ENABLED) return false;
  const { MAX_CONNECTIONS: total, MAX_CONNECTIONS_PER_ADDRESS: perAddress } = env;
  return { connections: { total, perAddress } };
}
