import type { Server as HttpServer } from 'node:http';
import { Injectable, Module, type INestApplication, type OnModuleDestroy } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ChatModule } from 'nest-parley';
import { Server } from 'socket.io';

/** The host's own Socket.IO server, on the same HTTP server and another path. */
@Injectable()
class LegacySockets implements OnModuleDestroy {
  private readonly server = new Server({ path: '/legacy' });

  open(http: HttpServer): void {
    this.server.attach(http, { path: '/legacy' });
    this.server.on('connection', (socket) => {
      socket.on('new message', (text: string, answer: (echo: string) => void) => answer(text));
    });
  }

  onModuleDestroy(): void {
    this.server.disconnectSockets(true);
  }
}

@Module({
  imports: [
    ChatModule.forRoot({
      storage: { url: 'sqlite::memory:' },
      guests: { tokenSecret: 'only-for-the-tests-of-this-package' },
    }),
  ],
  providers: [LegacySockets],
})
class AppModule {}

export async function create(): Promise<INestApplication> {
  const app = await NestFactory.create<INestApplication<HttpServer>>(AppModule, {
    logger: ['error', 'warn'],
  });
  app.get(LegacySockets).open(app.getHttpServer());
  return app;
}
