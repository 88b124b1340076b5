import type { ListMembersPayload, ListMembersResult, Member } from '../protocol/index.js';
import { Channel } from './channel.js';
import { optional } from './deferred.js';
import type { RoomSync } from './room-sync.js';
import type { RoomEvents, RoomNotice, RoomSnapshot, Unsubscribe } from './types.js';

/** A room that was joined. */
export class Room extends Channel<RoomSnapshot, RoomEvents> {
  readonly #sync: RoomSync;

  /** Made by `chat.join()`. */
  constructor(sync: RoomSync) {
    super(sync);
    this.#sync = sync;
  }

  on<E extends keyof RoomEvents>(
    event: E,
    listener: (payload: RoomEvents[E]) => void,
  ): Unsubscribe {
    return this.#sync.events.on(event, listener);
  }

  /** The room's name as it was first written. */
  get name(): string {
    return this.#sync.name;
  }

  get members(): readonly Member[] {
    return this.snapshot.members;
  }

  get count(): number {
    return this.snapshot.count;
  }

  get notices(): readonly RoomNotice[] {
    return this.snapshot.notices;
  }

  /** A page of members, also of those beyond `members`. */
  listMembers(range: Omit<ListMembersPayload, 'room'> = {}): Promise<ListMembersResult> {
    return optional(this.#sync.listMembers(range));
  }

  /** Ends the membership. Unsent messages are rejected with `NOT_IN_ROOM`. */
  leave(): Promise<void> {
    return optional(this.#sync.leave());
  }
}
