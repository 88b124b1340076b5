import { Module, type Provider } from '@nestjs/common';
import { MemoryPresenceStore } from '../cluster/memory-presence.store.js';
import { Authenticator } from '../identity/authenticator.js';
import { GuestAuthenticator } from '../identity/guest.authenticator.js';
import { IdentityService } from '../identity/identity.service.js';
import { OnlineUsers } from '../identity/online-users.js';
import { TokenService } from '../identity/token.service.js';
import { PresenceAudience } from '../presence/presence-audience.js';
import { PresenceService } from '../presence/presence.service.js';
import { PresenceStore } from '../presence/presence.store.js';
import { Acquaintances } from '../rooms/acquaintances.js';
import { ConversationsService } from '../rooms/conversations.service.js';
import { DeliveryMarks } from '../rooms/delivery-marks.js';
import { JoinedRooms } from '../rooms/joined-rooms.js';
import { MessageHistory } from '../rooms/message-history.js';
import { MessageLog } from '../rooms/message-log.js';
import { MessagesService } from '../rooms/messages.service.js';
import { PlacesService } from '../rooms/places.service.js';
import { RoomActivity } from '../rooms/room-activity.js';
import { RoomBroadcaster } from '../rooms/room-broadcaster.js';
import { RoomMembers } from '../rooms/room-members.js';
import { ROOM_OPTIONS, type RoomOptions } from '../rooms/room.options.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { ChatHealth } from './chat-health.js';
import { CHAT_MODULE_OPTIONS, ConfigurableModuleClass } from './chat.module-definition.js';
import type { ChatModuleOptions } from './chat.options.js';
import { ChatGateway } from './chat.gateway.js';
import { ConnectionsService } from './connections.service.js';
import { DrainService } from './drain.service.js';
import { HandshakeGuard } from './handshake.guard.js';
import { RequestDispatcher } from './request-dispatcher.js';
import { RequestPipe } from './request.pipe.js';
import { SocketCloser } from './socket-closer.js';
import { SocketRoomBroadcaster } from './socket-room.broadcaster.js';
import { storageProviders } from './storage.providers.js';

const identity: Provider[] = [
  IdentityService,
  { provide: OnlineUsers, useExisting: PresenceService },
  { provide: Authenticator, useClass: GuestAuthenticator },
  {
    provide: TokenService,
    inject: [CHAT_MODULE_OPTIONS],
    useFactory: ({ guests }: ChatModuleOptions) => new TokenService(guests.tokenSecret),
  },
];

const presence: Provider[] = [
  PresenceService,
  { provide: PresenceStore, useClass: MemoryPresenceStore },
  { provide: PresenceAudience, useClass: Acquaintances },
];

const rooms: Provider[] = [
  ConversationsService,
  DeliveryMarks,
  JoinedRooms,
  MessageHistory,
  MessageLog,
  MessagesService,
  PlacesService,
  RoomActivity,
  RoomMembers,
  RoomsService,
  { provide: RoomBroadcaster, useExisting: SocketRoomBroadcaster },
  {
    provide: ROOM_OPTIONS,
    inject: [CHAT_MODULE_OPTIONS],
    useFactory: ({ noticeRoomSize = 100 }: ChatModuleOptions): RoomOptions => ({ noticeRoomSize }),
  },
];

const edge: Provider[] = [
  ChatGateway,
  ChatHealth,
  ConnectionsService,
  DrainService,
  HandshakeGuard,
  RequestDispatcher,
  RequestPipe,
  SocketCloser,
  SocketRoomBroadcaster,
];

/**
 * Chat for a Nest application: imported once, with `forRoot` or `forRootAsync`. It reads no
 * environment, opens no port of its own and touches nothing global of its host.
 */
@Module({
  providers: [...identity, ...presence, ...rooms, ...edge, ...storageProviders],
  exports: [ChatHealth, MessagesService, PresenceService, RoomsService],
})
export class ChatModule extends ConfigurableModuleClass {}
