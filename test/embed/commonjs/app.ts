import { Injectable, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ChatModule, ChatPolicy, type User } from 'nest-parley';

@Injectable()
class HousePolicy extends ChatPolicy {
  override canJoin(_: User, room: string): boolean | string {
    return room !== 'vault' || 'The vault is closed';
  }
}

@Module({
  imports: [
    ChatModule.forRoot({
      storage: { url: 'sqlite::memory:' },
      guests: { tokenSecret: 'only-for-the-tests-of-this-package' },
      policy: HousePolicy,
    }),
  ],
})
class AppModule {}

export function create(): Promise<INestApplication> {
  return NestFactory.create(AppModule, { logger: ['error', 'warn'] });
}
