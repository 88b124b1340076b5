import type { ChatClient, PersonStatus } from '../../../src/client/index.js';
import { framed } from '../drawing/framed.js';

/** How many people's presence is remembered. */
const CAPACITY = 5_000;

/** Who is here, as far as anyone has told: the newest news of each person, else a room's list. */
export class PresenceBook {
  readonly #news = new Map<string, PersonStatus>();
  readonly #listeners = new Set<() => void>();
  readonly #client: ChatClient;

  constructor(client: ChatClient) {
    this.#client = client;
    client.on('presence', ({ username, status }) => {
      this.#news.delete(username);
      this.#news.set(username, status);
      for (const [oldest] of this.#news) {
        if (this.#news.size <= CAPACITY) break;
        this.#news.delete(oldest);
      }
      this.#changed();
    });
    client.on('connection', (connection) => {
      // News were missed meanwhile; the rooms' lists come afresh.
      if (connection === 'online') this.#news.clear();
    });
    framed(client.subscribe)(() => this.#changed());
  }

  statusOf(username: string): PersonStatus | undefined {
    const told = this.#news.get(username);
    if (told) return told;
    for (const room of this.#client.rooms) {
      const member = room.members.find((member) => member.username === username);
      if (member) return member.status;
    }
    return undefined;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
