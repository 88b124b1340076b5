import type { Member, PresenceEvent, RoomMembersEvent } from '../protocol/index.js';
import { nameKey } from './names.js';

const MOST_MEMBERS = 1_000;

/** The members of a room as far as they are known, immutable: each change is a new array. */
export class MemberList {
  #members: readonly Member[] = [];

  get all(): readonly Member[] {
    return this.#members;
  }

  replace(members: readonly Member[]): void {
    this.#members = members;
  }

  /** Who goes offline stays a member. */
  change({ joined, left }: RoomMembersEvent, at: string): void {
    const members = new Map(this.#members.map((member) => [nameKey(member.username), member]));
    for (const username of left) {
      const key = nameKey(username);
      if (members.has(key)) members.set(key, { username, status: 'offline', lastSeenAt: at });
    }
    for (const username of joined) {
      members.set(nameKey(username), { username, status: 'online' });
    }
    this.#arrange([...members.values()]);
  }

  /** Did that concern someone in the list? */
  setPresence({ username, status, at }: PresenceEvent): boolean {
    const key = nameKey(username);
    if (!this.#members.some((member) => nameKey(member.username) === key)) return false;
    this.#arrange(
      this.#members.map((member) => {
        if (nameKey(member.username) !== key) return member;
        const { username } = member;
        return status === 'offline' ? { username, status, lastSeenAt: at } : { username, status };
      }),
    );
    return true;
  }

  #arrange(members: readonly Member[]): void {
    const here = members.filter(({ status }) => status !== 'offline');
    const away = members.filter(({ status }) => status === 'offline');
    this.#members = [...here, ...away].slice(0, MOST_MEMBERS);
  }
}
