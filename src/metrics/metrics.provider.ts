import type { FactoryProvider } from '@nestjs/common';
import { Registry } from 'prom-client';
import { ChatMetrics } from '../chat/chat-metrics.js';
import { createProcessMetrics } from './process-metrics.js';

/** Everything that the server measures. */
export const metricsProvider: FactoryProvider<Registry> = {
  provide: Registry,
  inject: [ChatMetrics],
  useFactory: (chat: ChatMetrics) => Registry.merge([chat.registry, createProcessMetrics()]),
};
