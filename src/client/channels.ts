import type { Message } from '../protocol/index.js';
import type { ChannelContext } from './channel-context.js';
import { ConversationList } from './conversation-list.js';
import type { Conversation } from './conversation.js';
import { RoomList } from './room-list.js';
import type { Incoming } from './transport.js';

/** What the server tells that concerns rooms and conversations. */
type ChannelIncoming = Exclude<Incoming, { event: 'token expiring' }>;

/**
 * The rooms and conversations of a client: together they follow its connection, and each is handed
 * what concerns it.
 */
export class Channels {
  readonly rooms: RoomList;
  readonly conversations: ConversationList;
  readonly #context: ChannelContext;

  constructor(
    shared: Omit<ChannelContext, 'identified'>,
    onConversation: (conversation: Conversation) => void,
  ) {
    this.#context = {
      ...shared,
      identified: (username, token) => this.#identified(username, token),
    };
    this.rooms = new RoomList(this.#context);
    this.conversations = new ConversationList(this.#context, onConversation);
  }

  /** The connection is there: joins the rooms again, and gets what was missed. */
  online(): void {
    for (const sync of this.rooms.syncs) void sync.join();
    void this.#resumeConversations();
  }

  /** The connection is gone, or over for good. */
  offline(): void {
    const { ended } = this.#context.session.gate;
    for (const sync of [...this.rooms.syncs, ...this.conversations.syncs]) {
      if (ended) sync.end(ended);
      else sync.offline();
    }
  }

  receive(incoming: ChannelIncoming): void {
    switch (incoming.event) {
      case 'new message':
        return this.#onMessage(incoming.payload);
      case 'room members':
        return this.rooms.find(incoming.payload.room)?.sync.membersChanged(incoming.payload);
      case 'presence': {
        const { username, status } = incoming.payload;
        for (const sync of this.rooms.syncs) sync.presence(incoming.payload);
        return this.conversations.find(username)?.presence(status);
      }
      case 'typing': {
        const { room, username, typing } = incoming.payload;
        const sync =
          room === undefined ? this.conversations.find(username) : this.rooms.find(room)?.sync;
        return sync?.someoneTypes(username, typing);
      }
    }
  }

  #onMessage(message: Message): void {
    if (message.type === 'system') return this.rooms.find(message.room)?.sync.notice(message);
    const { room, target, username, clientId } = message;
    if (room !== undefined) return this.rooms.find(room)?.sync.receive(message);
    if (target === undefined) return;
    const { credentials } = this.#context;
    if (credentials.username === undefined) {
      // Only one's own other devices are told the `clientId`.
      void this.#identified(clientId === undefined ? target : username, undefined);
    }
    const person = credentials.isMe(username) === true ? target : username;
    this.conversations.receive(person, message);
  }

  async #identified(username: string, token: string | undefined): Promise<void> {
    const { credentials, outbox } = this.#context;
    await credentials.learn(username, token);
    await outbox.load();
    this.conversations.restore(outbox.restoredPeople);
    this.#context.onChange();
  }

  async #resumeConversations(): Promise<void> {
    const { session, outbox } = this.#context;
    const { epoch } = session;
    await outbox.load();
    if (epoch !== session.epoch) return;
    this.conversations.restore(outbox.restoredPeople);
    await this.conversations.online();
  }
}
