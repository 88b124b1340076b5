import type { Provider } from '@nestjs/common';
import { MemoryPresenceStore } from '../cluster/memory-presence.store.js';
import { MemoryRateLimiter } from '../cluster/memory-rate.limiter.js';
import { RedisCluster } from '../cluster/redis.cluster.js';
import { LocalNameLock, NameLock } from '../identity/name-lock.js';
import { systemUser } from '../identity/system-user.js';
import { UserRepository } from '../identity/user.repository.js';
import { RateLimiter } from '../limits/rate-limiter.js';
import { PresenceStore } from '../presence/presence.store.js';
import { ConversationRepository } from '../rooms/conversation.repository.js';
import { DeliveryMarks } from '../rooms/delivery-marks.js';
import { MessageRepository } from '../rooms/message.repository.js';
import { LocalMovements, Movements } from '../rooms/movements.js';
import { RoomBroadcaster } from '../rooms/room-broadcaster.js';
import { SendingDevices } from '../rooms/sending-devices.js';
import { RoomRepository } from '../rooms/room.repository.js';
import { CHAT_OPTIONS } from './chat.module-definition.js';
import type { ChatModuleOptions } from './chat.options.js';
import { ClusterHandle, SingleNode } from './cluster-handle.js';
import { SocketRoomBroadcaster } from './socket-room.broadcaster.js';

/** Token of the `RedisCluster`; `null` on a single node. */
export const CLUSTER = Symbol('Cluster');

type Cluster = RedisCluster | null;

/** What is of one node or of many: by memory, or over Redis. */
export const clusterProviders: Provider[] = [
  {
    provide: CLUSTER,
    inject: [CHAT_OPTIONS, UserRepository],
    useFactory: async ({ cluster }: ChatModuleOptions, users: UserRepository): Promise<Cluster> =>
      cluster ? RedisCluster.join(cluster, (await systemUser(users)).id) : null,
  },
  ofNode(ClusterHandle, (cluster) => cluster ?? new SingleNode()),
  ofNode(PresenceStore, (cluster) => cluster?.presence ?? new MemoryPresenceStore()),
  ofNode(RateLimiter, (cluster) => cluster?.rates ?? new MemoryRateLimiter()),
  ofNode(NameLock, (cluster) => cluster?.names ?? new LocalNameLock()),
  ofNode(Movements, (cluster) => cluster?.movements ?? new LocalMovements()),
  {
    provide: RoomBroadcaster,
    inject: [
      CLUSTER,
      SocketRoomBroadcaster,
      MessageRepository,
      RoomRepository,
      ConversationRepository,
      DeliveryMarks,
      SendingDevices,
    ],
    useFactory: (
      cluster: Cluster,
      local: SocketRoomBroadcaster,
      messages: MessageRepository,
      rooms: RoomRepository,
      conversations: ConversationRepository,
      marks: DeliveryMarks,
      sending: SendingDevices,
    ): RoomBroadcaster =>
      cluster?.broadcaster({ local, messages, rooms, conversations, marks, sending }) ?? local,
  },
];

function ofNode<Port>(
  provide: abstract new () => Port,
  useFactory: (cluster: Cluster) => Port,
): Provider {
  return { provide, inject: [CLUSTER], useFactory };
}
