import { ConsoleLogger, Logger, type INestApplication, type LogLevel } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import type { Server } from 'socket.io';
import { AppModule } from './app.module.js';
import { serveOpenApi } from './auth/open-api.js';
import { ChatIoAdapter } from './chat/chat-io.adapter.js';
import { ChatMetrics } from './chat/chat-metrics.js';
import { letRequestsGo } from './chat/released-requests.js';
import { createFanOutAdapter } from './cluster/fan-out.adapter.js';
import type { Settings } from './config/settings.js';
import { loadServerSettings } from './config/settings.provider.js';
import { packageVersion } from './package-version.js';
import { limitTcp, PATIENCE_MS } from './tcp-limits.js';
import { securityHeaders } from './web/security-headers.js';

/** The longest that `/auth` is sent, many times over. */
const MAX_BODY_BYTES = 16_384;

type DecideCors = (fault: null, options: { origin: false | string[] }) => void;

/** What each `LOG_LEVEL` shows, in Nest's words. */
const LEVELS: Record<Settings['LOG_LEVEL'], LogLevel[]> = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug'],
};

/** Where Nest logs what a start fails of, with its stack, before it throws it. */
const FAILED_START = 'ExceptionHandler';

/** Leaves to `runServer` what a start fails of: once, and in words for the operator. */
class ServerLogger extends ConsoleLogger {
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== FAILED_START) super.error(message, ...rest);
  }
}

/** No one here asks a connection for its request; a host's other gateways might. */
class StandaloneIoAdapter extends ChatIoAdapter {
  override createIOServer(...args: Parameters<ChatIoAdapter['createIOServer']>): Server {
    const server = super.createIOServer(...args);
    letRequestsGo(server);
    return server;
  }
}

/**
 * Runs the standalone server as the environment says, until SIGTERM or SIGINT: then it drains and
 * ends the process with 0. What keeps it from starting is one line on stderr, and exit code 1.
 */
export async function runServer(): Promise<void> {
  try {
    const env = await loadServerSettings();
    const app = await listen(env);
    new Logger('Parley').log(`Parley is listening on ${await app.getUrl()}`);
  } catch (fault) {
    process.stderr.write(`${describe(fault)}\n`);
    // What was opened before, such as a pool of connections, would keep the process for a while.
    process.exit(1);
  }
}

async function listen(env: Settings): Promise<INestApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    logger: createLogger(env),
    // What is logged on the way is shown once the server listens: a refusal is one line, not a page.
    bufferLogs: true,
    autoFlushLogs: false,
    abortOnError: false,
    forceCloseConnections: true,
    bodyParser: false,
  });
  try {
    prepareHttp(app, env);
    app.useWebSocketAdapter(
      new StandaloneIoAdapter(app, {
        transports: env.TRANSPORTS,
        allowedOrigins: env.ALLOWED_ORIGINS,
        ...(env.RATE_LIMIT_ENABLED && { connectTimeoutMs: PATIENCE_MS }),
        adapter: createFanOutAdapter({
          slowConsumerBytes: env.SLOW_CONSUMER_BYTES,
          observer: app.get(ChatMetrics, { strict: false }).fanOut,
        }),
      }),
    );
    app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
    if (env.RATE_LIMIT_ENABLED) limitTcp(app, env);
    app.use(securityHeaders());
    await app.listen(env.PORT, env.HOST);
    app.flushLogs();
    return app;
  } catch (fault) {
    await app.close();
    throw fault;
  }
}

/** Bodies are JSON, and small; the pages that may connect may also log in. */
function prepareHttp(app: NestExpressApplication, { ALLOWED_ORIGINS }: Settings): void {
  app.useBodyParser('json', { limit: MAX_BODY_BYTES });
  app.enableCors((request: { path: string }, decide: DecideCors) =>
    decide(null, { origin: request.path.startsWith('/auth/') && [...ALLOWED_ORIGINS] }),
  );
  serveOpenApi(app, packageVersion());
}

function createLogger({ LOG_LEVEL, LOG_FORMAT }: Settings): ConsoleLogger {
  const json = LOG_FORMAT === 'json' || (LOG_FORMAT === 'auto' && !process.stdout.isTTY);
  return new ServerLogger({ json, colors: process.stdout.isTTY, logLevels: LEVELS[LOG_LEVEL] });
}

/** What to tell an operator: refusals are worded where they arise, the port's only here. */
function describe(fault: unknown): string {
  if (!(fault instanceof Error)) return `Parley cannot start: ${String(fault)}`;
  const port = 'port' in fault ? String(fault.port) : '';
  switch ('code' in fault ? fault.code : undefined) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Stop the program that listens there, or set PORT to another.`;
    case 'EACCES':
      return `Port ${port} needs more rights than this process has. Set PORT to one from 1024 up.`;
    default:
      return fault.message;
  }
}
