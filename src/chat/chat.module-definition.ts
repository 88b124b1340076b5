import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { ChatModuleOptions } from './chat.options.js';

/** `forRoot(options)` and `forRootAsync({ imports, inject, useFactory | useClass | useExisting })`. */
export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: CHAT_MODULE_OPTIONS } =
  new ConfigurableModuleBuilder<ChatModuleOptions>({ moduleName: 'Chat' })
    .setClassMethodName('forRoot')
    .build();
