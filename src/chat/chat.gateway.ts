import type { OnApplicationBootstrap } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayInit,
} from '@nestjs/websockets';
import { PresenceService } from '../presence/presence.service.js';
import type { JoinRoomResult } from '../protocol/index.js';
import { ConversationsService } from '../rooms/conversations.service.js';
import { MessagesService } from '../rooms/messages.service.js';
import { Outbox } from '../rooms/outbox.js';
import { PlacesService } from '../rooms/places.service.js';
import { parseRoomName } from '../rooms/room-name.js';
import { RoomsService } from '../rooms/rooms.service.js';
import type { ChatServer, ChatSocket } from './chat-socket.js';
import { ConnectionsService } from './connections.service.js';
import { JoinRoomDto } from './dto/join-room.dto.js';
import { LeaveRoomDto } from './dto/leave-room.dto.js';
import { ListConversationsDto } from './dto/list-conversations.dto.js';
import { ListMembersDto } from './dto/list-members.dto.js';
import { ListRoomsDto } from './dto/list-rooms.dto.js';
import { MarkReadDto } from './dto/mark-read.dto.js';
import { NewMessageDto } from './dto/new-message.dto.js';
import { NewPmDto } from './dto/new-pm.dto.js';
import { RefreshTokenDto } from './dto/refresh-token.dto.js';
import { RoomHistoryDto } from './dto/room-history.dto.js';
import { SetStatusDto } from './dto/set-status.dto.js';
import { TypingDto } from './dto/typing.dto.js';
import { HandshakeGuard } from './handshake.guard.js';
import { RequestDispatcher } from './request-dispatcher.js';
import { SocketCloser } from './socket-closer.js';
import { SocketRoomBroadcaster } from './socket-room.broadcaster.js';

/** Every event of the protocol, and which service answers it. */
@WebSocketGateway()
export class ChatGateway implements OnGatewayInit, OnGatewayConnection, OnApplicationBootstrap {
  constructor(
    private readonly handshakes: HandshakeGuard,
    private readonly dispatcher: RequestDispatcher,
    private readonly broadcaster: SocketRoomBroadcaster,
    private readonly closer: SocketCloser,
    private readonly connections: ConnectionsService,
    private readonly rooms: RoomsService,
    private readonly messages: MessagesService,
    private readonly conversations: ConversationsService,
    private readonly places: PlacesService,
    private readonly presence: PresenceService,
    private readonly outbox: Outbox,
  ) {}

  afterInit(server: ChatServer): void {
    this.broadcaster.bind(server);
    this.closer.bind(server);
    this.dispatcher.serve(this);
    this.handshakes.protect(server);
  }

  /** A process that has sockets is one that delivers. */
  onApplicationBootstrap(): void {
    this.outbox.start();
  }

  handleConnection(socket: ChatSocket): void {
    this.dispatcher.attach(socket, this.connections.open(socket));
  }

  @SubscribeMessage('join room')
  async joinRoom(
    @ConnectedSocket() socket: ChatSocket,
    @MessageBody() { roomname, username, since }: JoinRoomDto,
  ): Promise<JoinRoomResult> {
    // A request that is refused names no one: whoever mistypes the room may try another name.
    parseRoomName(roomname);
    const { device, ...token } = await this.connections.requireDevice(socket, username);
    return { ...(await this.rooms.join(device, roomname, since)), ...token };
  }

  @SubscribeMessage('leave room')
  leaveRoom(@ConnectedSocket() socket: ChatSocket, @MessageBody() { roomname }: LeaveRoomDto) {
    return this.rooms.leave(this.connections.deviceOf(socket, 'NOT_IN_ROOM'), roomname);
  }

  @SubscribeMessage('new message')
  newMessage(@ConnectedSocket() socket: ChatSocket, @MessageBody() message: NewMessageDto) {
    return this.messages.sendToRoom(this.connections.deviceOf(socket, 'NOT_IN_ROOM'), message);
  }

  @SubscribeMessage('new pm')
  newPm(@ConnectedSocket() socket: ChatSocket, @MessageBody() message: NewPmDto) {
    return this.messages.sendPrivate(this.connections.deviceOf(socket), message);
  }

  @SubscribeMessage('room history')
  roomHistory(@ConnectedSocket() socket: ChatSocket, @MessageBody() range: RoomHistoryDto) {
    return this.places.read(this.connections.deviceOf(socket), range);
  }

  @SubscribeMessage('list rooms')
  listRooms(@ConnectedSocket() socket: ChatSocket, @MessageBody() page: ListRoomsDto) {
    this.connections.deviceOf(socket);
    return this.rooms.list(page);
  }

  @SubscribeMessage('list members')
  listMembers(@ConnectedSocket() socket: ChatSocket, @MessageBody() page: ListMembersDto) {
    return this.rooms.listMembers(this.connections.deviceOf(socket), page.room, page);
  }

  @SubscribeMessage('list conversations')
  listConversations(@ConnectedSocket() socket: ChatSocket, @MessageBody() _: ListConversationsDto) {
    return this.conversations.list(this.connections.deviceOf(socket));
  }

  @SubscribeMessage('typing')
  typing(@ConnectedSocket() socket: ChatSocket, @MessageBody() typing: TypingDto) {
    return this.places.type(this.connections.deviceOf(socket), typing);
  }

  @SubscribeMessage('mark read')
  markRead(@ConnectedSocket() socket: ChatSocket, @MessageBody() mark: MarkReadDto) {
    return this.places.markRead(this.connections.deviceOf(socket), mark);
  }

  @SubscribeMessage('set status')
  setStatus(@ConnectedSocket() socket: ChatSocket, @MessageBody() { status }: SetStatusDto) {
    return this.presence.setStatus(this.connections.deviceOf(socket), status);
  }

  @SubscribeMessage('refresh token')
  refreshToken(@ConnectedSocket() socket: ChatSocket, @MessageBody() { token }: RefreshTokenDto) {
    return this.connections.refreshToken(socket, token);
  }
}
