import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { ServeStaticModule } from '@nestjs/serve-static';
import type { ServerResponse } from 'node:http';
import { PAGE_ADDRESSES, PAGE_FOLDER } from './page-files.js';
import { PageMiddleware } from './page.middleware.js';

/** Names under `assets` carry a hash of their content. The page itself is asked for each time. */
function setCaching(response: ServerResponse, file: string): void {
  const immutable = /[\\/]assets[\\/]/u.test(file);
  response.setHeader(
    'Cache-Control',
    immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
}

/** The web page, as it was built. Without a build its addresses answer 404. */
@Module({
  imports: [
    ServeStaticModule.forRoot({
      rootPath: PAGE_FOLDER,
      renderPath: PAGE_ADDRESSES,
      serveStaticOptions: { setHeaders: setCaching },
    }),
  ],
})
export class WebPageModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(PageMiddleware).forRoutes('/');
  }
}
