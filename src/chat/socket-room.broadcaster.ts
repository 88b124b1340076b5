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
    const room = server.local.to(roomAddress(roomId));
    if (clientId === undefined) {
      (fromDevice === undefined ? room : room.except(fromDevice)).emit('new message', message);
      return;
    }
    room.except(userAddress(senderId)).emit('new message', message);
    const listening = server.sockets.adapter.rooms.get(roomAddress(roomId));
    for (const device of server.sockets.adapter.rooms.get(userAddress(senderId)) ?? []) {
      if (device === fromDevice || !listening?.has(device)) continue;
      server.local.to(device).emit('new message', { ...message, clientId });
    }
  }

  private deliverPrivately(server: ChatServer, delivery: Delivery, recipientId: string): void {
    const { message, senderId, fromDevice, clientId, roomId } = delivery;
    server.local.to(userAddress(recipientId)).emit('new message', message);
    if (server.sockets.adapter.rooms.has(userAddress(recipientId))) {
      this.deliveryMarks.put({ roomId, userId: recipientId, seq: message.seq });
    }
    const own = server.local.to(userAddress(senderId));
    const mirrored = clientId === undefined ? message : { ...message, clientId };
    (fromDevice === undefined ? own : own.except(fromDevice)).emit('new message', mirrored);
  }
}
