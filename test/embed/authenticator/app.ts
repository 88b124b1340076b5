import { Injectable, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Authenticator,
  ChatException,
  ChatModule,
  type ChatModuleOptions,
  type Handshake,
  type Principal,
} from 'nest-parley';

/** The host's people, by their session. */
@Injectable()
class SessionsService {
  private readonly sessions = new Map([
    ['session-1', { id: '17', name: 'Alice' }],
    ['session-2', { id: '17', name: 'Alice' }],
    ['session-3', { id: '18', name: 'Bob' }],
  ]);

  find(session: unknown): Promise<{ id: string; name: string } | undefined> {
    if (session === 'broken') return Promise.reject(new Error('the sessions are out of reach'));
    return Promise.resolve(typeof session === 'string' ? this.sessions.get(session) : undefined);
  }
}

@Module({ providers: [SessionsService], exports: [SessionsService] })
class SessionsModule {}

@Injectable()
class SessionAuthenticator extends Authenticator {
  constructor(private readonly sessions: SessionsService) {
    super();
  }

  override async authenticate({ auth }: Handshake): Promise<Principal> {
    const person = await this.sessions.find(auth['token']);
    if (!person) throw new ChatException('UNAUTHORIZED', { message: 'Sign in first' });
    return { kind: 'registered', issuer: 'shop', subject: person.id, username: person.name };
  }
}

@Injectable()
class ChatOptions {
  createChatOptions(): ChatModuleOptions {
    return { storage: { url: 'sqlite::memory:' } };
  }
}

@Module({
  imports: [
    ChatModule.forRootAsync({
      useClass: ChatOptions,
      imports: [SessionsModule],
      authenticator: SessionAuthenticator,
    }),
  ],
})
class AppModule {}

export function create(): Promise<INestApplication> {
  return NestFactory.create(AppModule, { logger: ['error', 'warn'] });
}
