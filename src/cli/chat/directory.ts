import type { ChatClient, Member, Room, RoomSummary } from '../../client/index.js';
import { harmless } from './harmless.js';
import { counted, memberLine, roomLine } from './lines.js';
import { Pages } from './pages.js';
import type { Screen } from './screen.js';

/** The server's rooms, page by page. */
export function roomPages(client: ChatClient, screen: Screen): Pages<RoomSummary> {
  return new Pages(screen, {
    command: '/rooms',
    noun: 'rooms',
    ask: async (after) => {
      const { rooms, complete } = await client.listRooms(after === undefined ? {} : { after });
      return { entries: rooms, complete };
    },
    nameOf: ({ name }) => name,
    line: roomLine,
  });
}

/** A room's members with their presence, page by page. */
export function memberPages(room: Room, screen: Screen): Pages<Member> {
  return new Pages(screen, {
    command: '/who',
    noun: 'members',
    ask: async (after) => {
      const { members, count, complete } = await room.listMembers(
        after === undefined ? {} : { after },
      );
      if (after === undefined) screen.show(`${harmless(room.name)}: ${counted(count, 'member')}`);
      return { entries: members, complete };
    },
    nameOf: ({ username }) => username,
    line: (member) => memberLine(member, screen.paint),
  });
}
