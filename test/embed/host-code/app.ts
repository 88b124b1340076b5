import {
  Body,
  Controller,
  Delete,
  Get,
  Injectable,
  Logger,
  Module,
  Param,
  Post,
  type INestApplication,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { ChatModule, ChatService, type ChatEventMap } from 'nest-parley';

/** Hears of everything; one listener throws and another never ends. */
@Injectable()
class Heard {
  readonly events: [name: string, about: string][] = [];

  @OnEvent('message.sent')
  sent({ message, sender, recipient }: ChatEventMap['message.sent']): void {
    const to = message.room ?? recipient?.username;
    this.events.push(['message.sent', `${sender.username} to ${to}: ${message.message}`]);
  }

  @OnEvent('message.sent', { suppressErrors: false })
  throws(): void {
    throw new Error('a listener that throws');
  }

  @OnEvent('message.sent')
  slow(): Promise<void> {
    return new Promise(() => {});
  }

  @OnEvent('user.joined')
  joined({ user, room }: ChatEventMap['user.joined']): void {
    this.events.push(['user.joined', `${user.username} in ${room}`]);
  }

  @OnEvent('user.left')
  left({ user, room }: ChatEventMap['user.left']): void {
    this.events.push(['user.left', `${user.username} in ${room}`]);
  }

  @OnEvent('user.online')
  online({ user }: ChatEventMap['user.online']): void {
    this.events.push(['user.online', user.username]);
  }

  @OnEvent('user.offline')
  offline({ user }: ChatEventMap['user.offline']): void {
    this.events.push(['user.offline', user.username]);
    new Logger('Heard').warn(`${user.username} went offline`);
  }
}

@Controller()
class ChatController {
  constructor(
    private readonly chat: ChatService,
    private readonly heard: Heard,
  ) {}

  @Get('heard')
  events(): [string, string][] {
    return this.heard.events;
  }

  @Post('rooms/:room')
  announce(@Param('room') room: string, @Body() { message, clientId }: Record<string, string>) {
    return this.chat.sendToRoom(room, message ?? '', clientId === undefined ? {} : { clientId });
  }

  @Post('people/:name')
  tell(@Param('name') name: string, @Body() { message }: Record<string, string>) {
    const as = { issuer: 'shop', subject: '1', username: 'shop' };
    return this.chat.sendPrivate(name, message ?? '', { as });
  }

  @Get('rooms/:room')
  async look(@Param('room') room: string) {
    return { ...(await this.chat.readHistory(room)), members: await this.chat.membersOf(room) };
  }

  @Get('people/:name')
  async isOnline(@Param('name') name: string) {
    return { online: await this.chat.isOnline(name) };
  }

  @Delete('people/:name')
  disconnect(@Param('name') name: string) {
    return this.chat.disconnectUser(name);
  }
}

@Module({
  imports: [
    EventEmitterModule.forRoot(),
    ChatModule.forRootAsync({
      useFactory: () => ({
        storage: { url: 'sqlite::memory:' },
        guests: { tokenSecret: 'only-for-the-tests-of-this-package' },
      }),
    }),
  ],
  controllers: [ChatController],
  providers: [Heard],
})
class AppModule {}

export function create(): Promise<INestApplication> {
  return NestFactory.create(AppModule, { logger: ['error', 'warn'] });
}
