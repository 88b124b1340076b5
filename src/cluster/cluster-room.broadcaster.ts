import type {
  Notice,
  PresenceEvent,
  RoomMembersEvent,
  StoredMessage,
  TypingEvent,
} from '../protocol/index.js';
import type { Reach } from '../presence/presence-audience.js';
import { RoomBroadcaster, type Delivery } from '../rooms/room-broadcaster.js';
import type { ClusterBus } from './cluster-bus.js';
import { Disconnections } from './disconnections.js';
import type { RedisPresenceStore } from './redis-presence.store.js';
import type { DeliverySequencer } from './delivery.sequencer.js';
import { BUS_GUARDS, type BusBodies } from './wire.guards.js';

/**
 * Delivers on all nodes: what is said here goes to this node's sockets by `local`, and over the bus to
 * the other nodes, each of which does the same with it. Messages of both ways pass the sequencer.
 */
export class ClusterRoomBroadcaster extends RoomBroadcaster {
  private readonly disconnections: Disconnections;

  constructor(
    private readonly local: RoomBroadcaster,
    private readonly sequencer: DeliverySequencer,
    private readonly bus: ClusterBus,
    private readonly presenceStore: Pick<RedisPresenceStore, 'noteElsewhere'>,
  ) {
    super();
    this.disconnections = new Disconnections(bus, (userId) => local.disconnect(userId));
    this.hear('deliver', (deliveries) => this.sequencer.offer(deliveries));
    this.hear('notice', (body) => this.local.notice(body.roomId, body.aboutUserId, body.notice));
    this.hear('presence', (body) => this.presenceHere(body));
    this.hear('typing', (body) => this.local.typing(body.aboutUserId, body.to, body.change));
    this.hear('dissolve', ({ roomId }) => this.dissolveHere(roomId));
  }

  override subscribe(deviceId: string, roomId: string, lastSeq: number): void {
    this.sequencer.open(roomId, lastSeq);
    this.local.subscribe(deviceId, roomId, lastSeq);
  }

  override unsubscribe(deviceId: string, roomId: string): void {
    this.local.unsubscribe(deviceId, roomId);
  }

  override reaches(roomId: string): boolean {
    return this.local.reaches(roomId);
  }

  override reachesUser(userId: string): boolean {
    return this.local.reachesUser(userId);
  }

  override dissolve(roomId: string): void {
    this.dissolveHere(roomId);
    this.say('dissolve', { roomId });
  }

  override identify(deviceId: string, userId: string): void {
    this.local.identify(deviceId, userId);
  }

  override deliver(deliveries: readonly Delivery[]): void {
    this.say('deliver', deliveries);
    this.sequencer.offer(deliveries);
  }

  override deliverTo(deviceId: string, messages: readonly StoredMessage[]): boolean {
    return this.local.deliverTo(deviceId, messages);
  }

  override notice(roomId: string, aboutUserId: string, notice: Notice): void {
    this.local.notice(roomId, aboutUserId, notice);
    this.say('notice', { roomId, aboutUserId, notice });
  }

  override roomMembers(roomId: string, delta: RoomMembersEvent): void {
    this.local.roomMembers(roomId, delta);
  }

  override presence(
    aboutUserId: string,
    to: { roomIds: readonly string[]; userIds: readonly string[] },
    change: PresenceEvent,
    reach: Reach,
  ): void {
    if (reach !== 'elsewhere') this.local.presence(aboutUserId, to, change, 'here');
    if (reach !== 'here') this.say('presence', { aboutUserId, to, change });
  }

  override typing(
    aboutUserId: string,
    to: { roomId: string } | { userId: string },
    change: TypingEvent,
  ): void {
    this.local.typing(aboutUserId, to, change);
    this.say('typing', { aboutUserId, to, change });
  }

  override disconnect(userId: string): void {
    this.disconnections.ask(userId);
  }

  private presenceHere({ aboutUserId: id, to, change }: BusBodies['presence']): void {
    const { username, status } = change;
    if (!this.presenceStore.noteElsewhere({ id, username }, status)) return;
    this.local.presence(id, to, change, 'here');
  }

  private dissolveHere(roomId: string): void {
    this.sequencer.close(roomId);
    this.local.dissolve(roomId);
  }

  private say<T extends keyof BusBodies>(topic: T, body: BusBodies[T]): void {
    this.bus.publish(topic, body);
  }

  private hear<T extends keyof BusBodies>(topic: T, take: (body: BusBodies[T]) => void): void {
    const isBody = BUS_GUARDS[topic];
    this.bus.subscribe(topic, (body) => {
      if (isBody(body)) take(body);
    });
  }
}
