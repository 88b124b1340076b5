import {
  Catch,
  Controller,
  Get,
  Injectable,
  Module,
  NotFoundException,
  type ArgumentsHost,
  type CallHandler,
  type ExceptionFilter,
  type ExecutionContext,
  type INestApplication,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { ChatModule } from 'nest-parley';
import { map, type Observable } from 'rxjs';

/** Wraps everything that any handler returns. */
@Injectable()
class EnvelopeInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler<unknown>): Observable<object> {
    return next.handle().pipe(map((data) => ({ data })));
  }
}

interface HttpResponse {
  status(code: number): { json(body: object): void };
}

/** Answers every fault over HTTP. */
@Catch()
class TeapotFilter implements ExceptionFilter {
  catch(_: unknown, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<HttpResponse>().status(418).json({ tea: true });
  }
}

@Controller('orders')
class OrdersController {
  @Get()
  list(): string[] {
    return ['an order'];
  }

  @Get('missing')
  missing(): never {
    throw new NotFoundException();
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
  providers: [
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
    { provide: APP_FILTER, useClass: TeapotFilter },
  ],
})
class AppModule {}

export function create(): Promise<INestApplication> {
  return NestFactory.create(AppModule, { logger: ['error', 'warn'] });
}
