import { ChatModule } from '../../src/chat/chat.module.js';
import type { JwtOptions } from '../../src/identity/jwt.options.js';
import { createChatTestApp, type ChatTestApp } from '../../src/testing/index.js';
import { AUDIENCE, ISSUER } from './identity-provider.js';

/** A chat server in this process whose people come with the tokens of the tests' provider. */
export function startJwtChat(jwt: Partial<JwtOptions>): Promise<ChatTestApp> {
  return createChatTestApp(
    ChatModule.forRoot({
      storage: { url: 'sqlite::memory:' },
      jwt: { issuer: ISSUER, audience: AUDIENCE, ...jwt },
    }),
  );
}
