import type { ChannelContext } from './channel-context.js';
import { RoomSync } from './room-sync.js';
import { Room } from './room.js';

interface Entry {
  sync: RoomSync;
  room: Room;
  joined: Promise<Room>;
}

/** The rooms that the client has joined or is joining. */
export class RoomList {
  readonly #context: ChannelContext;
  readonly #entries = new Set<Entry>();
  /** Rooms that were left, as long as the server may not know it. */
  readonly #leaving = new Map<RoomSync, Promise<void>>();

  constructor(context: ChannelContext) {
    this.#context = context;
  }

  /** In the order of joining. */
  get all(): Room[] {
    return [...this.#entries].map(({ room }) => room);
  }

  get syncs(): RoomSync[] {
    return [...this.#entries].map(({ sync }) => sync);
  }

  find(roomname: string): Entry | undefined {
    return [...this.#entries].find(({ sync }) => sync.answersTo(roomname));
  }

  /** Joins, unless that was done or is under way. */
  join(roomname: string): Promise<Room> {
    return (this.find(roomname) ?? this.#add(roomname)).joined;
  }

  #add(roomname: string): Entry {
    const sync = new RoomSync(this.#context, roomname, this.#left(roomname), (leaving) => {
      this.#entries.delete(entry);
      const left = leaving.catch(() => {}).then(() => void this.#leaving.delete(sync));
      this.#leaving.set(sync, left);
      this.#context.onChange();
    });
    const room = new Room(sync);
    const entry: Entry = { sync, room, joined: sync.joined.promise.then(() => room) };
    this.#entries.add(entry);
    this.#context.onChange();
    void sync.join();
    return entry;
  }

  /** Settled when the server knows of each time that this room was left. */
  async #left(roomname: string): Promise<void> {
    for (const [sync, left] of this.#leaving) if (sync.answersTo(roomname)) await left;
  }
}
