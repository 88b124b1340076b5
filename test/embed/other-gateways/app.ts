import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessageBody, SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { ChatModule } from 'nest-parley';

/** In a namespace of its own, with an event that chat has too. */
@WebSocketGateway({ namespace: 'orders' })
class OrdersGateway {
  @SubscribeMessage('place order')
  place(@MessageBody() order: { item: string }): { placed: string } {
    return { placed: order.item };
  }

  @SubscribeMessage('new message')
  newMessage(): { from: string } {
    return { from: 'orders' };
  }

  @SubscribeMessage('fail')
  fail(): never {
    throw new WsException('as the host says');
  }
}

/** In the namespace of chat. */
@WebSocketGateway()
class ClockGateway {
  @SubscribeMessage('what time')
  time(): { time: string } {
    return { time: 'noon' };
  }
}

@Module({
  imports: [
    ChatModule.forRoot({
      storage: { url: 'sqlite::memory:' },
      guests: { tokenSecret: 'only-for-the-tests-of-this-package' },
    }),
  ],
  providers: [OrdersGateway, ClockGateway],
})
class AppModule {}

export function create(): Promise<INestApplication> {
  return NestFactory.create(AppModule, { logger: ['error', 'warn'] });
}
