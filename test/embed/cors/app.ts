import { Controller, Get, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ChatModule } from 'nest-parley';

@Controller('orders')
class OrdersController {
  @Get()
  list(): string[] {
    return ['an order'];
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
})
class AppModule {}

export async function create(): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule, {
    logger: ['error', 'warn'],
    cors: { origin: 'https://shop.example', credentials: true },
  });
  app.setGlobalPrefix('api');
  return app;
}
