/**
 * What a host application imports. Everything else is an implementation detail.
 * @packageDocumentation
 */
export { ChatIoAdapter, type ChatIoOptions } from './chat/chat-io.adapter.js';
export { ChatHealth } from './chat/chat-health.js';
export { ChatMetrics } from './chat/chat-metrics.js';
export { ChatModule } from './chat/chat.module.js';
export type {
  ChatClusterOptions,
  ChatModuleExtras,
  ChatModuleOptions,
  HostStorage,
  OwnStorage,
} from './chat/chat.options.js';
export { ChatService, type ChatSendOptions } from './chat/chat.service.js';
export {
  AccountsService,
  type AccountCaller,
  type Registration,
} from './accounts/accounts.service.js';
export type { AccountOptions } from './accounts/account.options.js';
export { SessionsService } from './accounts/sessions.service.js';
export { createFanOutAdapter } from './cluster/fan-out.adapter.js';
export type { FanOutObserver } from './cluster/fan-out.observer.js';
export type { FanOutOptions } from './cluster/fan-out.js';
export { ChatOptionsError } from './chat/options.check.js';
export type { ChatLimits, ConnectionCaps } from './limits/chat-limits.js';
export type { Rate, RateName, RateScope } from './limits/rate.js';
export {
  Authenticator,
  type Handshake,
  type Holding,
  type Principal,
  type Validity,
} from './identity/authenticator.js';
export { JwtAuthenticator } from './identity/jwt.authenticator.js';
export type { JwtOptions } from './identity/jwt.options.js';
export type { User } from './identity/user.js';
export type { Subject } from './identity/user.repository.js';
export type { ChatEventMap, ChatEventName } from './presence/chat-events.js';
export {
  ChatException,
  ERROR_CATALOGUE,
  type ChatError,
  type ErrorCode,
} from './protocol/index.js';
export type { Message, Notice, SignedIn, StoredMessage } from './protocol/index.js';
export type { ChatAuthor } from './rooms/host-sender.js';
export type { HostDatabase, HostTransaction } from './rooms/host-transactions.js';
export { ChatPolicy, type PolicyDecision, type ReadPlace } from './rooms/chat-policy.js';
