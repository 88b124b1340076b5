import {
  BadRequestException,
  Body,
  Controller,
  Injectable,
  Module,
  Post,
  ValidationPipe,
  type INestApplication,
  type PipeTransform,
} from '@nestjs/common';
import { APP_PIPE, NestFactory } from '@nestjs/core';
import { ChatModule } from 'nest-parley';

class Order {}

/** Takes nothing but numbers. */
@Injectable()
class NumbersOnlyPipe implements PipeTransform {
  transform(value: unknown): number {
    if (typeof value !== 'number') throw new BadRequestException('numbers only');
    return value;
  }
}

/** A validator of the host's own, which finds fault with everything. */
const stern = {
  validate: () => [{ property: 'anything', constraints: { stern: 'the host says no' } }],
};
/** And a transformer that forgets everything. */
const forgetful = {
  plainToClass: <T>(type: new () => T) => new type(),
  plainToInstance: <T>(type: new () => T) => new type(),
  classToPlain: () => ({}),
};

@Controller('orders')
class OrdersController {
  @Post()
  place(@Body() order: Order): Order {
    return order;
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
  providers: [{ provide: APP_PIPE, useClass: NumbersOnlyPipe }],
})
class AppModule {}

export async function create(): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  app.useGlobalPipes(
    new ValidationPipe({
      transform: false,
      disableErrorMessages: true,
      validatorPackage: stern,
      transformerPackage: forgetful,
    }),
  );
  return app;
}
