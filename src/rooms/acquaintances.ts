import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Person } from '../identity/user.js';
import { PresenceAudience, type Reach } from '../presence/presence-audience.js';
import { LIMITS, type PersonStatus } from '../protocol/index.js';
import { ConversationRepository } from './conversation.repository.js';
import { MembershipRepository } from './membership.repository.js';
import { RoomBroadcaster } from './room-broadcaster.js';
import { ROOM_OPTIONS, type RoomOptions } from './room.options.js';

/**
 * Those who are told how someone is: who shares a small room or one of the newest conversations with
 * them. In a large room only `room members` tells, since a change of each to each costs the square.
 */
@Injectable()
export class Acquaintances extends PresenceAudience {
  private readonly logger = new Logger(Acquaintances.name);

  constructor(
    private readonly memberships: MembershipRepository,
    private readonly conversations: ConversationRepository,
    private readonly broadcaster: RoomBroadcaster,
    @Inject(ROOM_OPTIONS) private readonly options: RoomOptions,
  ) {
    super();
  }

  override async tell(user: Person, status: PersonStatus, at: number, reach: Reach): Promise<void> {
    try {
      const rooms = await this.memberships.roomsOf(user.id, LIMITS.maxPage);
      const userIds = await this.conversations.partnersOf(user.id, LIMITS.maxPage);
      const roomIds = rooms
        .filter(({ memberCount }) => memberCount <= this.options.noticeRoomSize)
        .map(({ id }) => id);
      const change = { username: user.username, status, at: new Date(at).toISOString() };
      this.broadcaster.presence(user.id, { roomIds, userIds }, change, reach);
    } catch (fault) {
      this.logger.error(fault, 'A change of presence was not told');
    }
  }
}
