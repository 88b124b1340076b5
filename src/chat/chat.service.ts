import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { IdentityService } from '../identity/identity.service.js';
import type { User } from '../identity/user.js';
import type { Subject } from '../identity/user.repository.js';
import { PresenceService } from '../presence/presence.service.js';
import type {
  ListRoomsResult,
  Member,
  RoomHistoryResult,
  RoomSummary,
  StoredMessage,
} from '../protocol/index.js';
import { LIMITS } from '../protocol/index.js';
import { MessageHistory } from '../rooms/message-history.js';
import { MessageSender } from '../rooms/message-sender.js';
import { parseMessageText } from '../rooms/message-text.js';
import type { LogRange } from '../rooms/message.repository.js';
import { RoomMembers } from '../rooms/room-members.js';
import { RoomsService, type PageRequest } from '../rooms/rooms.service.js';
import { SocketRoomBroadcaster } from './socket-room.broadcaster.js';

/**
 * Who a host's message is from.
 * - `'system'`: the application itself, under the name `system`, which no guest can have.
 * - a name: the user who holds it now.
 * - a subject: a user of the host's, who need never have connected.
 */
export type ChatAuthor = 'system' | { username: string } | (Subject & { username: string });

/** How a host sends. */
export interface ChatSendOptions {
  /** Default `'system'`. */
  as?: ChatAuthor;
  /** Makes the send idempotent, 1–64 characters: see the protocol. */
  clientId?: string;
}

const SYSTEM: Subject = { issuer: 'parley', subject: 'system' };

/**
 * Chat for the host's own code: its controllers, jobs and listeners. It needs no socket and asks no
 * policy, for the host is whom the policy is from. What it sends reaches sockets like any message.
 */
@Injectable()
export class ChatService implements OnApplicationBootstrap {
  constructor(
    private readonly identities: IdentityService,
    private readonly rooms: RoomsService,
    private readonly members: RoomMembers,
    private readonly sender: MessageSender,
    private readonly history: MessageHistory,
    private readonly presence: PresenceService,
    private readonly broadcaster: SocketRoomBroadcaster,
  ) {}

  /** Takes the name `system`, before anyone connects who could have it. */
  async onApplicationBootstrap(): Promise<void> {
    await this.authorOf('system');
  }

  /**
   * Sends to a room, which is made if it does not exist; resolves when the message is committed.
   * @throws ChatException VALIDATION_FAILED, USER_NOT_FOUND (`as`), CLIENT_ID_REUSED, UNAVAILABLE
   */
  async sendToRoom(
    roomName: string,
    message: string,
    { as = 'system', clientId }: ChatSendOptions = {},
  ): Promise<StoredMessage> {
    const content = { text: parseMessageText(message), clientId };
    const user = await this.authorOf(as);
    const room = await this.rooms.findOrCreate(roomName);
    return this.sender.toRoom({ user }, room, content).committed;
  }

  /**
   * Sends to a person, online or not; resolves when the message is committed.
   * @throws ChatException VALIDATION_FAILED, USER_NOT_FOUND, CLIENT_ID_REUSED, UNAVAILABLE
   */
  async sendPrivate(
    target: string,
    message: string,
    { as = 'system', clientId }: ChatSendOptions = {},
  ): Promise<StoredMessage> {
    const content = { text: parseMessageText(message), clientId };
    const user = await this.authorOf(as);
    const recipient = await this.identities.holderOf(target, 'target');
    return (await this.sender.toPerson({ user }, recipient, content)).committed;
  }

  /** Makes a room, or finds the one that has the name. */
  async createRoom(name: string): Promise<RoomSummary> {
    const room = await this.rooms.findOrCreate(name);
    return { name: room.name, members: room.memberCount, lastSeq: room.lastSeq };
  }

  /** Rooms by name, 50 at a time unless `limit` says otherwise. */
  listRooms(page: PageRequest = {}): Promise<ListRoomsResult> {
    return this.rooms.list(page);
  }

  /**
   * A page of a room's log, oldest first; the newest 50 unless `range` says otherwise.
   * @throws ChatException ROOM_NOT_FOUND
   */
  async readHistory(roomName: string, range: Partial<LogRange> = {}): Promise<RoomHistoryResult> {
    const room = await this.rooms.require(roomName);
    return this.history.page(room, { limit: LIMITS.defaultPage, ...range });
  }

  /**
   * The first 200 members of a room, those who are in it now first.
   * @throws ChatException ROOM_NOT_FOUND
   */
  async membersOf(roomName: string): Promise<Member[]> {
    const room = await this.rooms.require(roomName);
    return (await this.members.page(room.id, LIMITS.maxPage)).members;
  }

  /**
   * Has the holder of the name a device connected?
   * @throws ChatException USER_NOT_FOUND
   */
  async isOnline(username: string): Promise<boolean> {
    return this.presence.isOnline((await this.identities.holderOf(username)).id);
  }

  /**
   * Closes all connections of the holder of the name. They may connect again: refusing that is the
   * authenticator's.
   * @throws ChatException USER_NOT_FOUND
   */
  async disconnectUser(username: string): Promise<void> {
    this.broadcaster.disconnect((await this.identities.holderOf(username)).id);
  }

  private authorOf(as: ChatAuthor): Promise<User> {
    if (as === 'system') return this.identities.provision(SYSTEM, 'system');
    if ('subject' in as) return this.identities.provision(as, as.username);
    return this.identities.holderOf(as.username, 'as');
  }
}
