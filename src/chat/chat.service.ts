import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { IdentityService } from '../identity/identity.service.js';
import { PresenceService } from '../presence/presence.service.js';
import type {
  ListRoomsResult,
  Member,
  RoomHistoryResult,
  RoomSummary,
  StoredMessage,
} from '../protocol/index.js';
import { LIMITS } from '../protocol/index.js';
import { HostSender, type ChatAuthor } from '../rooms/host-sender.js';
import { HostTransactions, type HostTransaction } from '../rooms/host-transactions.js';
import { MessageHistory } from '../rooms/message-history.js';
import type { LogRange } from '../rooms/message.repository.js';
import { Outbox } from '../rooms/outbox.js';
import { RoomBroadcaster } from '../rooms/room-broadcaster.js';
import { RoomDirectory } from '../rooms/room-directory.js';
import { RoomMembers } from '../rooms/room-members.js';
import { RoomsService, type PageRequest } from '../rooms/rooms.service.js';

/** How a host sends. */
export interface ChatSendOptions {
  /** Default `'system'`. */
  as?: ChatAuthor;
  /** Makes the send idempotent, 1–64 characters: see the protocol. */
  clientId?: string;
  /**
   * A transaction on `storage.kysely`, as Kysely passes it to `transaction().execute()`. The message is
   * stored if and only if it commits, with whatever else the host writes in it, and is delivered after
   * that, even if this process dies first. What is resolved with is only true if it commits: a place
   * in the order that a rollback frees is the next message's.
   *
   * Within the transaction's callback, call nothing else of `ChatService` that waits: SQLite has one
   * connection, which the transaction has.
   */
  transaction?: HostTransaction;
}

/**
 * Chat for the host's own code: its controllers, jobs and listeners. It needs no socket and asks no
 * policy, for the host is whom the policy is from. What it sends reaches sockets like any message.
 */
@Injectable()
export class ChatService implements OnApplicationBootstrap {
  constructor(
    private readonly identities: IdentityService,
    private readonly rooms: RoomsService,
    private readonly directory: RoomDirectory,
    private readonly members: RoomMembers,
    private readonly sender: HostSender,
    private readonly transactions: HostTransactions,
    private readonly outbox: Outbox,
    private readonly history: MessageHistory,
    private readonly presence: PresenceService,
    private readonly broadcaster: RoomBroadcaster,
  ) {}

  /** Takes the name `system`, before anyone connects who could have it. */
  async onApplicationBootstrap(): Promise<void> {
    await this.sender.author('system');
  }

  /**
   * Sends to a room, which is made if it does not exist; resolves when the message is committed, or
   * has its place in the `transaction`.
   * @throws ChatException VALIDATION_FAILED, USER_NOT_FOUND (`as`), CLIENT_ID_REUSED, UNAVAILABLE
   * @throws TypeError (`transaction`)
   */
  sendToRoom(
    roomName: string,
    message: string,
    { as = 'system', clientId, transaction }: ChatSendOptions = {},
  ): Promise<StoredMessage> {
    const sent = { text: message, as, clientId };
    return this.send((sender) => sender.toRoom(roomName, sent), transaction);
  }

  /**
   * Sends to a person, online or not; resolves as `sendToRoom` does.
   * @throws ChatException VALIDATION_FAILED, USER_NOT_FOUND, CLIENT_ID_REUSED, UNAVAILABLE
   * @throws TypeError (`transaction`)
   */
  sendPrivate(
    target: string,
    message: string,
    { as = 'system', clientId, transaction }: ChatSendOptions = {},
  ): Promise<StoredMessage> {
    const sent = { text: message, as, clientId };
    return this.send((sender) => sender.toPerson(target, sent), transaction);
  }

  /** Makes a room, or finds the one that has the name. */
  async createRoom(name: string): Promise<RoomSummary> {
    const room = await this.directory.findOrCreate(name);
    return { name: room.name, members: room.memberCount, lastSeq: room.lastSeq };
  }

  /**
   * Deletes a room with its members and messages, for good. Who is in it is answered ROOM_NOT_FOUND
   * from now on; joining it makes a new one.
   * @throws ChatException ROOM_NOT_FOUND
   */
  deleteRoom(name: string): Promise<void> {
    return this.rooms.delete(name);
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
    const room = await this.directory.require(roomName);
    return this.history.page(room, { limit: LIMITS.defaultPage, ...range });
  }

  /**
   * The first 200 members of a room, those who are in it now first.
   * @throws ChatException ROOM_NOT_FOUND
   */
  async membersOf(roomName: string): Promise<Member[]> {
    const room = await this.directory.require(roomName);
    return (await this.members.page(room.id, LIMITS.maxPage)).members;
  }

  /**
   * Has the holder of the name a device connected?
   * @throws ChatException USER_NOT_FOUND
   */
  async isOnline(username: string): Promise<boolean> {
    const holder = await this.identities.holderOf(username);
    const [member] = await this.presence.describe([holder]);
    return member !== undefined && member.status !== 'offline';
  }

  /**
   * Closes all connections of the holder of the name. They may connect again: refusing that is the
   * authenticator's.
   * @throws ChatException USER_NOT_FOUND
   */
  async disconnectUser(username: string): Promise<void> {
    this.broadcaster.disconnect((await this.identities.holderOf(username)).id);
  }

  private async send(
    say: (sender: HostSender) => Promise<StoredMessage>,
    transaction: HostTransaction | undefined,
  ): Promise<StoredMessage> {
    if (transaction === undefined) return say(this.sender);
    const message = await this.transactions.run(transaction, (repositories) =>
      say(this.sender.within(repositories)),
    );
    this.outbox.wake();
    return message;
  }
}
