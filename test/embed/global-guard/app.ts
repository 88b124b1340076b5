import {
  Controller,
  Get,
  Injectable,
  Module,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { ChatModule } from 'nest-parley';

interface HttpRequest {
  headers: { authorization?: string };
}

/** Knows only HTTP: a socket has no `headers`, so on one it throws. */
@Injectable()
class BearerGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<HttpRequest>();
    if (headers.authorization === 'Bearer of-the-host') return true;
    throw new UnauthorizedException();
  }
}

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
  providers: [{ provide: APP_GUARD, useClass: BearerGuard }],
})
class AppModule {}

export function create(): Promise<INestApplication> {
  return NestFactory.create(AppModule, { logger: ['error', 'warn'] });
}
