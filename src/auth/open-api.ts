import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** Serves what the server answers over HTTP as an OpenAPI document, at `/openapi.json`. */
export function serveOpenApi(app: INestApplication, version: string): void {
  const bearer = (description: string) =>
    ({ type: 'http', scheme: 'bearer', description }) as const;
  const config = new DocumentBuilder()
    .setTitle('Parley')
    .setDescription('Accounts, health and metrics over HTTP. Chat itself is in `/asyncapi.yaml`.')
    .setVersion(version)
    .addBearerAuth(bearer('The access token of an account'), 'access')
    .addBearerAuth(bearer("A guest's token, as `join room` brings it"), 'guest')
    .addBearerAuth(bearer('ADMIN_SECRET'), 'admin')
    .build();
  SwaggerModule.setup('openapi', app, () => SwaggerModule.createDocument(app, config), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'openapi.json',
  });
}
