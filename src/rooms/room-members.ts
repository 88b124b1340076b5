import { Injectable } from '@nestjs/common';
import type { User } from '../identity/user.js';
import { PresenceService } from '../presence/presence.service.js';
import { LIMITS, type Member } from '../protocol/index.js';
import { MembershipRepository } from './membership.repository.js';

/** A page of a room's members. */
export interface MembersPage {
  members: Member[];
  complete: boolean;
}

/**
 * Lists a room's members: first those who are in it now, by name, then the others, by name. The two
 * parts have different sources, so a page's cursor (a name key) belongs to the part that its person
 * is in: whoever comes or goes between two pages may show in both or in neither.
 */
@Injectable()
export class RoomMembers {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly presence: PresenceService,
  ) {}

  /** @param after the last person of the page before. */
  async page(roomId: string, limit: number, after?: User): Promise<MembersPage> {
    const users: User[] = [];
    let complete = false;
    const afterAbsent = after !== undefined && !(await this.isPresent(roomId, after.id));
    if (!afterAbsent) {
      const here = await this.presence.present(roomId, limit, after?.nameKey);
      users.push(...here.users);
    }
    if (users.length < limit) {
      const absent = await this.absent(
        roomId,
        limit - users.length,
        afterAbsent ? after.nameKey : undefined,
      );
      users.push(...absent.users);
      complete = absent.complete;
    }
    return { members: await this.presence.describe(users), complete };
  }

  private async isPresent(roomId: string, userId: string): Promise<boolean> {
    const [present] = await this.presence.arePresent(roomId, [userId]);
    return present === true;
  }

  private async absent(
    roomId: string,
    limit: number,
    after?: string,
  ): Promise<{ users: User[]; complete: boolean }> {
    const users: User[] = [];
    let cursor = after;
    for (;;) {
      const candidates = await this.memberships.list(roomId, LIMITS.maxPage, cursor);
      const ids = candidates.map(({ id }) => id);
      const present = await this.presence.arePresent(roomId, ids);
      for (const user of candidates.filter((_, at) => present[at] !== true)) {
        users.push(user);
        if (users.length === limit) return { users, complete: false };
      }
      if (candidates.length < LIMITS.maxPage) return { users, complete: true };
      cursor = candidates.at(-1)?.nameKey;
    }
  }
}
