import { Injectable, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ChatModule, ChatPolicy, type ReadPlace, type User } from 'nest-parley';

@Injectable()
class Banned {
  readonly words = ['spam'];
}

@Module({ providers: [Banned], exports: [Banned] })
class BannedModule {}

@Injectable()
class HousePolicy extends ChatPolicy {
  constructor(private readonly banned: Banned) {
    super();
  }

  override canJoin(_: User, room: string): boolean {
    return room !== 'vault';
  }

  override canCreateRoom({ username }: User, room: string): boolean {
    return username === 'chief' || room.startsWith('open');
  }

  override async canSend(_: User, __: string, text: string): Promise<true | string> {
    if (text === 'fail') throw new Error('the rules are out of reach');
    const said = this.banned.words.find((word) => text.includes(word));
    return said === undefined || `We don't say "${said}" here`;
  }

  override canSendPrivate(_: User, target: User): boolean | string {
    return target.username !== 'chief' || 'The chief takes no messages';
  }

  override canRead({ username }: User, place: ReadPlace): Promise<boolean> {
    return Promise.resolve(username === 'chief' || !('room' in place && place.room === 'secret'));
  }
}

@Module({
  imports: [
    ChatModule.forRoot({
      storage: { url: 'sqlite::memory:' },
      guests: { tokenSecret: 'only-for-the-tests-of-this-package' },
      imports: [BannedModule],
      policy: HousePolicy,
    }),
  ],
})
class AppModule {}

export function create(): Promise<INestApplication> {
  return NestFactory.create(AppModule, { logger: ['error', 'warn'] });
}
