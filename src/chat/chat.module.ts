import { Module, type Provider } from '@nestjs/common';
import { ACCOUNT_OPTIONS, type AccountOptions } from '../accounts/account.options.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { LogInAttempts } from '../accounts/log-in.attempts.js';
import { PasswordHasher } from '../accounts/password.hasher.js';
import { SessionWatch } from '../accounts/session-watch.js';
import { SessionsService } from '../accounts/sessions.service.js';
import { IdentityService } from '../identity/identity.service.js';
import { OnlineUsers } from '../identity/online-users.js';
import { resolveLimits, type Limits } from '../limits/chat-limits.js';
import { LIMITS_IN_FORCE, LimitsService } from '../limits/limits.service.js';
import { ChatEvents } from '../presence/chat-events.js';
import { PresenceAudience } from '../presence/presence-audience.js';
import { PresenceService } from '../presence/presence.service.js';
import { Acquaintances } from '../rooms/acquaintances.js';
import { CommitObserver } from '../rooms/commit.observer.js';
import { ConversationsService } from '../rooms/conversations.service.js';
import { DeliveryMarks } from '../rooms/delivery-marks.js';
import { JoinedRooms } from '../rooms/joined-rooms.js';
import { HostSender } from '../rooms/host-sender.js';
import { MessageAppender } from '../rooms/message-appender.js';
import { MessageHistory } from '../rooms/message-history.js';
import { MessageLog } from '../rooms/message-log.js';
import { MessageSender } from '../rooms/message-sender.js';
import { SendingDevices } from '../rooms/sending-devices.js';
import { MessagesService } from '../rooms/messages.service.js';
import { Outbox } from '../rooms/outbox.js';
import { PlacesService } from '../rooms/places.service.js';
import { PolicyEnforcer } from '../rooms/policy-enforcer.js';
import { RoomActivity } from '../rooms/room-activity.js';
import { RoomDirectory } from '../rooms/room-directory.js';
import { RoomMembers } from '../rooms/room-members.js';
import { ROOM_OPTIONS, type RoomOptions } from '../rooms/room.options.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { ChatHealth } from './chat-health.js';
import { ChatMetrics } from './chat-metrics.js';
import { CHAT_OPTIONS, ConfigurableModuleClass } from './chat.module-definition.js';
import type { ChatModuleOptions } from './chat.options.js';
import { ChatService } from './chat.service.js';
import { ClientAddress } from './client-address.js';
import { ConnectionCaps } from './connection-caps.js';
import { clusterProviders } from './cluster.providers.js';
import { ConnectionsService } from './connections.service.js';
import { DrainService } from './drain.service.js';
import { EmitterChatEvents } from './emitter-chat-events.js';
import { HandshakeGuard } from './handshake.guard.js';
import { ChatMeter } from './metrics/chat.meter.js';
import { RequestDispatcher } from './request-dispatcher.js';
import { RequestPipe } from './request.pipe.js';
import { SlowConsumers } from './slow-consumers.js';
import { SessionExpiry } from './session-expiry.js';
import { SessionRevocation } from './session-revocation.js';
import { SocketCloser } from './socket-closer.js';
import { SocketRoomBroadcaster } from './socket-room.broadcaster.js';
import { storageProviders } from './storage.providers.js';

const identity: Provider[] = [
  IdentityService,
  { provide: OnlineUsers, useExisting: PresenceService },
];

const accounts: Provider[] = [
  AccountsService,
  LogInAttempts,
  PasswordHasher,
  SessionWatch,
  SessionsService,
  {
    provide: ACCOUNT_OPTIONS,
    inject: [CHAT_OPTIONS],
    useFactory: ({ accounts }: ChatModuleOptions): AccountOptions | false => accounts ?? false,
  },
];

const presence: Provider[] = [
  PresenceService,
  { provide: ChatEvents, useClass: EmitterChatEvents },
  { provide: PresenceAudience, useClass: Acquaintances },
];

const limits: Provider[] = [
  LimitsService,
  {
    provide: LIMITS_IN_FORCE,
    inject: [CHAT_OPTIONS],
    useFactory: ({ limits = false }: ChatModuleOptions): Limits | false => resolveLimits(limits),
  },
];

const rooms: Provider[] = [
  ConversationsService,
  DeliveryMarks,
  HostSender,
  JoinedRooms,
  MessageHistory,
  MessageLog,
  MessageSender,
  SendingDevices,
  MessagesService,
  Outbox,
  PlacesService,
  PolicyEnforcer,
  RoomActivity,
  RoomDirectory,
  RoomMembers,
  RoomsService,
  { provide: MessageAppender, useExisting: MessageLog },
  { provide: CommitObserver, useExisting: ChatMeter },
  {
    provide: ROOM_OPTIONS,
    inject: [CHAT_OPTIONS],
    useFactory: ({ noticeRoomSize = 100 }: ChatModuleOptions): RoomOptions => ({ noticeRoomSize }),
  },
];

const edge: Provider[] = [
  ChatHealth,
  ChatMeter,
  ChatMetrics,
  ChatService,
  ConnectionCaps,
  ConnectionsService,
  DrainService,
  HandshakeGuard,
  RequestDispatcher,
  RequestPipe,
  SessionExpiry,
  SessionRevocation,
  SlowConsumers,
  SocketCloser,
  SocketRoomBroadcaster,
  {
    provide: ClientAddress,
    inject: [CHAT_OPTIONS],
    useFactory: ({ trustedProxies = [] }: ChatModuleOptions) => new ClientAddress(trustedProxies),
  },
];

/**
 * Chat for a Nest application: imported once, with `forRoot` or `forRootAsync` (see
 * `ChatModuleOptions` and `ChatModuleExtras`). It reads no environment, opens no port of its own and
 * touches nothing global of its host.
 */
@Module({
  providers: [
    ...identity,
    ...accounts,
    ...presence,
    ...limits,
    ...rooms,
    ...edge,
    ...storageProviders,
    ...clusterProviders,
  ],
  exports: [AccountsService, ChatHealth, ChatMetrics, ChatService, ClientAddress, SessionsService],
})
export class ChatModule extends ConfigurableModuleClass {}
