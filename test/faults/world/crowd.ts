import { ChatClient } from 'nest-parley/client';
import type { World } from './world.js';

const ROOM_SIZE = 50;
const AT_ONCE = 50;

/** Those who are there to be many: what they see is not written down. */
export class Crowd {
  private readonly clients: ChatClient[] = [];

  private constructor(world: World) {
    world.onEnd(() => {
      for (const client of this.clients) client.close();
    });
  }

  /** So many connect, fifty to a room. */
  static async gather(world: World, url: string, size: number): Promise<Crowd> {
    const crowd = new Crowd(world);
    const { clients } = crowd;
    while (clients.length < size) {
      world.options.report(`${clients.length} of ${size} have come`);
      const room = `room ${Math.floor(clients.length / ROOM_SIZE)}`;
      const more = Array.from(
        { length: Math.min(AT_ONCE, size - clients.length) },
        (_, index) => new ChatClient({ url, username: `guest${clients.length + index}` }),
      );
      clients.push(...more);
      await Promise.all(more.map((client) => client.join(room)));
    }
    return crowd;
  }

  /** One who is there to be seen, in rooms of others. Resolves with how to have them go. */
  static async visit(
    world: World,
    url: string,
    username: string,
    rooms: readonly string[],
  ): Promise<() => void> {
    const crowd = new Crowd(world);
    const client = new ChatClient({ url, username });
    crowd.clients.push(client);
    await Promise.all(rooms.map((room) => client.join(room)));
    return () => client.close();
  }

  /** Is everyone connected, and in their room? */
  get isThere(): boolean {
    return this.clients.every(
      ({ connection, rooms }) =>
        connection === 'online' && rooms.length === 1 && rooms[0]?.snapshot.state === 'joined',
    );
  }
}
