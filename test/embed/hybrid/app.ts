import type { Server } from 'node:net';
import { Controller, Get, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  MessagePattern,
  Payload,
  Transport,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { ChatModule, ChatService, type StoredMessage } from 'nest-parley';
import { firstValueFrom } from 'rxjs';

/** Where the microservice of an application listens, once it does. */
class Place {
  port = 0;
}

@Controller()
class OrdersController {
  constructor(
    private readonly chat: ChatService,
    private readonly place: Place,
  ) {}

  @MessagePattern('order placed')
  placed(@Payload() order: { item: string }): Promise<StoredMessage> {
    return this.chat.sendToRoom('lobby', `Someone ordered ${order.item}`);
  }

  /** Tells the microservice, over TCP, as another process would. */
  @Get('place')
  async tell(): Promise<StoredMessage> {
    const { port } = this.place;
    const client = ClientProxyFactory.create({ transport: Transport.TCP, options: { port } });
    try {
      return await firstValueFrom(client.send<StoredMessage>('order placed', { item: 'tea' }));
    } finally {
      await client.close();
    }
  }
}

@Module({
  imports: [
    ChatModule.forRoot({
      storage: { url: 'sqlite::memory:' },
      guests: { tokenSecret: 'only-for-the-tests-of-this-package' },
    }),
  ],
  controllers: [OrdersController],
  providers: [Place],
})
class AppModule {}

export async function create(): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  const service = app.connectMicroservice<MicroserviceOptions>(
    { transport: Transport.TCP, options: { port: 0, host: '127.0.0.1' } },
    { inheritAppConfig: true },
  );
  await app.startAllMicroservices();
  const address = service.unwrap<Server>().address();
  if (typeof address === 'object' && address) app.get(Place).port = address.port;
  return app;
}
