import {
  ConfigurableModuleBuilder,
  type DynamicModule,
  type Provider,
  type Type,
} from '@nestjs/common';
import { AccountAuthenticator } from '../accounts/account.authenticator.js';
import { Authenticator } from '../identity/authenticator.js';
import { GuestAuthenticator } from '../identity/guest.authenticator.js';
import { JwtAuthenticator } from '../identity/jwt.authenticator.js';
import { TokenService } from '../identity/token.service.js';
import { ChatPolicy } from '../rooms/chat-policy.js';
import { OpenPolicy } from '../rooms/open-policy.js';
import type { ChatModuleExtras, ChatModuleOptions } from './chat.options.js';
import { ChatGateway } from './chat.gateway.js';
import { ChatOptionsError, checkOptions, requireClass } from './options.check.js';

/** Token of the options, once they have been found to work. */
export const CHAT_OPTIONS = Symbol('ChatOptions');
/** Token: does this process have the gateway, and so deliver? */
export const HAS_SOCKETS = Symbol('HasSockets');

/** `forRoot(options)` and `forRootAsync({ imports, inject, useFactory | useClass | useExisting })`. */
export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: CHAT_MODULE_OPTIONS } =
  new ConfigurableModuleBuilder<ChatModuleOptions>({ moduleName: 'Chat' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createChatOptions')
    .setExtras<ChatModuleExtras>({}, withExtras)
    .build();

function withExtras(definition: DynamicModule, extras: ChatModuleExtras): DynamicModule {
  const { policy = OpenPolicy, gateway = true, isGlobal = false } = extras;
  return {
    ...definition,
    global: isGlobal,
    imports: [...(definition.imports ?? []), ...(extras.imports ?? [])],
    providers: [
      ...(definition.providers ?? []),
      { provide: CHAT_OPTIONS, inject: [CHAT_MODULE_OPTIONS], useFactory: checkOptions },
      ...authentication(extras.authenticator),
      { provide: ChatPolicy, useClass: requireClass('policy', policy) },
      { provide: HAS_SOCKETS, useValue: gateway },
      ...(gateway ? [ChatGateway] : []),
    ],
  };
}

/** The host's authenticator, or the one that the options ask for. */
function authentication(authenticator: Type<Authenticator> | undefined): Provider[] {
  if (authenticator !== undefined) {
    return [{ provide: Authenticator, useClass: requireClass('authenticator', authenticator) }];
  }
  return [{ provide: Authenticator, inject: [CHAT_OPTIONS], useFactory: optedAuthenticator }];
}

function optedAuthenticator({ guests, jwt, accounts }: ChatModuleOptions): Authenticator {
  if (accounts) return new AccountAuthenticator(accounts);
  if (jwt) return new JwtAuthenticator(jwt);
  if (guests) return new GuestAuthenticator(new TokenService(guests.tokenSecret));
  throw new ChatOptionsError(
    'guests.tokenSecret, jwt or accounts is needed where there is no authenticator',
  );
}
