import type { User } from '../identity/user.js';
import type { ChatEvents } from '../presence/chat-events.js';
import { ChatException, type StoredMessage } from '../protocol/index.js';
import type { Appending } from './message-appender.js';
import type { AppendOutcome, Draft } from './message.repository.js';
import type { Delivery } from './room-broadcaster.js';
import type { Room } from './room.js';
import type { SendingDevices } from './sending-devices.js';
import {
  privateMessage,
  roomMessage,
  withClientId,
  type Said,
  type WireMessage,
} from './wire-message.js';

/** Who sends. */
export interface Author {
  readonly user: User;
  /** The device that has the acknowledgement, and so not the message. Absent: the host sends. */
  readonly device?: string;
}

/** Where a message goes: to a room, or to a person. */
export type Destination = { readonly room: Room } | { readonly recipient: User };

/** Is told, once, how a message fared. */
export interface SendListener {
  committed(message: WireMessage): void;
  /** A `ChatException`, or a fault of the server's: nothing was stored. */
  failed(fault: unknown): void;
}

type Result = { readonly message: WireMessage } | { readonly fault: unknown };

/**
 * A message that has its place in the order, and is on its way to the disk. Whoever sends many need
 * not wait for one to be committed before the next takes its place.
 */
export class PendingMessage implements Appending {
  private delivered: WireMessage | undefined;
  private result: Result | undefined;
  private listener: SendListener | undefined;

  constructor(
    readonly draft: Draft,
    private readonly author: Author,
    private readonly destination: Destination,
    private readonly events: ChatEvents,
    private readonly sending: SendingDevices,
  ) {
    if (author.device !== undefined) sending.note(draft.id, author.device);
  }

  /** Resolves with what was stored. @throws ChatException nothing was. */
  get committed(): Promise<StoredMessage> {
    return new Promise((committed, failed) => this.whenSettled({ committed, failed }));
  }

  /** For one listener. It is told at once if it is known. */
  whenSettled(listener: SendListener): void {
    this.listener = listener;
    if (this.result) tell(listener, this.result);
  }

  deliveryAs(seq: number): Delivery {
    const { draft, author, recipient } = this;
    this.delivered = this.wireForm({ id: draft.id, seq, at: draft.at });
    return {
      message: this.delivered,
      roomId: draft.roomId,
      senderId: author.user.id,
      fromDevice: author.device,
      recipientId: recipient?.id,
      clientId: draft.clientId ?? undefined,
    };
  }

  settle(outcome: AppendOutcome): void {
    try {
      this.conclude({ message: this.store(outcome) });
    } catch (fault) {
      this.conclude({ fault });
    }
  }

  refuse(fault: ChatException): void {
    this.conclude({ fault });
  }

  private get recipient(): User | undefined {
    return 'recipient' in this.destination ? this.destination.recipient : undefined;
  }

  /** @throws ChatException when nothing was stored. */
  private store(outcome: AppendOutcome): WireMessage {
    const { draft, recipient } = this;
    this.sending.forget(draft.id);
    const message = this.delivered ?? this.wireForm(placeOf(outcome, draft));
    // What waits in the outbox is told of by who delivers it.
    if (outcome.kind === 'appended' && outcome.outbox !== 'this') {
      const sender = this.author.user;
      this.events.emit('message.sent', { message, sender, ...(recipient && { recipient }) });
    }
    return draft.clientId === null ? message : withClientId(message, draft.clientId);
  }

  private wireForm({ id, seq, at }: Pick<Said, 'id' | 'seq' | 'at'>): WireMessage {
    const said = { id, seq, at, text: this.draft.text, senderName: this.author.user.username };
    return 'room' in this.destination
      ? roomMessage(this.destination.room.name, said)
      : privateMessage(this.destination.recipient.username, said);
  }

  private conclude(result: Result): void {
    this.result = result;
    if (this.listener) tell(this.listener, result);
  }
}

function tell(listener: SendListener, result: Result): void {
  if ('message' in result) listener.committed(result.message);
  else listener.failed(result.fault);
}

/** @throws ChatException when nothing was stored. */
function placeOf(outcome: AppendOutcome, draft: Draft): Pick<Said, 'id' | 'seq' | 'at'> {
  switch (outcome.kind) {
    case 'appended':
      return { id: draft.id, seq: outcome.seq, at: draft.at };
    case 'duplicate':
      return outcome.original;
    case 'client-id-reused':
      throw new ChatException('CLIENT_ID_REUSED');
    case 'no-such-room':
      throw new ChatException('ROOM_NOT_FOUND');
  }
}
