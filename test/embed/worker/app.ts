import { Controller, Get, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ChatModule, ChatService } from 'nest-parley';

@Module({
  imports: [
    ChatModule.forRoot({
      storage: { url: 'sqlite::memory:' },
      guests: { tokenSecret: 'only-for-the-tests-of-this-package' },
      gateway: false,
      isGlobal: true,
    }),
  ],
})
class JobsModule {}

@Controller()
class JobsController {
  constructor(private readonly chat: ChatService) {}

  @Get('run')
  async run() {
    await this.chat.sendToRoom('reports', 'the nightly report is ready');
    return this.chat.readHistory('reports');
  }
}

@Module({ imports: [JobsModule], controllers: [JobsController] })
class AppModule {}

export function create(): Promise<INestApplication> {
  return NestFactory.create(AppModule, { logger: ['error', 'warn'] });
}
