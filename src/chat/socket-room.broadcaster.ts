import { Injectable } from '@nestjs/common';
import type {
  Notice,
  PresenceEvent,
  RoomMembersEvent,
  StoredMessage,
  TypingEvent,
} from '../protocol/index.js';
import { DeliveryMarks } from '../rooms/delivery-marks.js';
import { RoomBroadcaster, type Delivery } from '../rooms/room-broadcaster.js';
import { withClientId } from '../rooms/wire-message.js';
import type { ChatServer } from './chat-socket.js';
import { roomAddress, userAddress } from './socket-addresses.js';

/**
 * Delivers over Socket.IO to the sockets of this node, whatever adapter the server has: in a cluster,
 * `ClusterRoomBroadcaster` passes to each node what is for its own. Before it has a server there is
 * no one to deliver to.
 */
@Injectable()
export class SocketRoomBroadcaster extends RoomBroadcaster {
  private server: ChatServer | undefined;

  constructor(private readonly deliveryMarks: DeliveryMarks) {
    super();
  }

  /** Delivers through this server from now on. */
  bind(server: ChatServer): void {
    this.server = server;
  }

  override subscribe(deviceId: string, roomId: string): void {
    void this.server?.sockets.sockets.get(deviceId)?.join(roomAddress(roomId));
  }

  override unsubscribe(deviceId: string, roomId: string): void {
    void this.server?.sockets.sockets.get(deviceId)?.leave(roomAddress(roomId));
  }

  override reaches(roomId: string): boolean {
    return this.server?.sockets.adapter.rooms.has(roomAddress(roomId)) ?? false;
  }

  override reachesUser(userId: string): boolean {
    return this.server?.sockets.adapter.rooms.has(userAddress(userId)) ?? false;
  }

  override dissolve(roomId: string): void {
    this.server?.local.in(roomAddress(roomId)).socketsLeave(roomAddress(roomId));
  }

  override identify(deviceId: string, userId: string): void {
    void this.server?.sockets.sockets.get(deviceId)?.join(userAddress(userId));
  }

  override deliver(deliveries: readonly Delivery[]): void {
    if (!this.server) return;
    for (const delivery of deliveries) {
      if (delivery.recipientId === undefined) this.deliverToRoom(this.server, delivery);
      else this.deliverPrivately(this.server, delivery, delivery.recipientId);
    }
  }

  override deliverTo(deviceId: string, messages: readonly StoredMessage[]): boolean {
    const socket = this.server?.sockets.sockets.get(deviceId);
    if (!socket) return false;
    for (const message of messages) socket.emit('new message', message);
    return true;
  }

  override notice(roomId: string, aboutUserId: string, notice: Notice): void {
    this.server?.local
      .to(roomAddress(roomId))
      .except(userAddress(aboutUserId))
      .emit('new message', notice);
  }

  override roomMembers(roomId: string, delta: RoomMembersEvent): void {
    this.server?.local.to(roomAddress(roomId)).emit('room members', delta);
  }

  override presence(
    aboutUserId: string,
    to: { roomIds: readonly string[]; userIds: readonly string[] },
    change: PresenceEvent,
  ): void {
    const addresses = [...to.roomIds.map(roomAddress), ...to.userIds.map(userAddress)];
    if (addresses.length === 0) return;
    this.server?.local.to(addresses).except(userAddress(aboutUserId)).emit('presence', change);
  }

  override typing(
    aboutUserId: string,
    to: { roomId: string } | { userId: string },
    change: TypingEvent,
  ): void {
    const address = 'roomId' in to ? roomAddress(to.roomId) : userAddress(to.userId);
    this.server?.local.to(address).except(userAddress(aboutUserId)).volatile.emit('typing', change);
  }

  override disconnect(userId: string): void {
    this.server?.local.in(userAddress(userId)).disconnectSockets(true);
  }

  private deliverToRoom(server: ChatServer, delivery: Delivery): void {
    const { message, senderId, fromDevice, clientId, roomId } = delivery;
    const room = roomAddress(roomId);
    if (clientId === undefined) {
      emitMessage(server, message, room, fromDevice);
      return;
    }
    emitMessage(server, message, room, userAddress(senderId));
    const { rooms } = server.sockets.adapter;
    const listening = rooms.get(room);
    for (const device of rooms.get(userAddress(senderId)) ?? []) {
      if (device === fromDevice || !listening?.has(device)) continue;
      emitMessage(server, withClientId(message, clientId), device);
    }
  }

  private deliverPrivately(server: ChatServer, delivery: Delivery, recipientId: string): void {
    const { message, senderId, fromDevice, clientId, roomId } = delivery;
    const { rooms } = server.sockets.adapter;
    const recipient = userAddress(recipientId);
    if (rooms.has(recipient)) {
      emitMessage(server, message, recipient);
      this.deliveryMarks.put({ roomId, userId: recipientId, seq: message.seq });
    }
    const sender = userAddress(senderId);
    const devices = rooms.get(sender);
    // Nearly everyone has the one device, which has the acknowledgement.
    if (!devices || (devices.size === 1 && fromDevice !== undefined && devices.has(fromDevice)))
      return;
    const mirrored = clientId === undefined ? message : withClientId(message, clientId);
    emitMessage(server, mirrored, sender, fromDevice);
  }
}

/** Socket.IO's type of a packet that is an event. */
const EVENT = 2;
const HERE_ONLY = { local: true };

/**
 * What `server.local.to(to).except(but).emit('new message', message)` asks of the adapter, without the
 * objects that it makes on the way: for a message between two they are a tenth of all the work.
 */
function emitMessage(
  { sockets }: ChatServer,
  message: StoredMessage,
  to: string,
  but?: string,
): void {
  sockets.adapter.broadcast(
    { type: EVENT, data: ['new message', message] },
    {
      rooms: new Set([to]),
      ...(but !== undefined && { except: new Set([but]) }),
      flags: HERE_ONLY,
    },
  );
}
