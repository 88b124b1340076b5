import { randomUUID } from 'node:crypto';
import { ChatClient, type Channel } from 'nest-parley/client';
import type { PersonStatus } from 'nest-parley/protocol';
import { roomKey } from '../history/conversation-key.js';
import type { Place } from '../history/entry.js';
import type { Person } from './person.js';
import { placeOf } from './recording.transport.js';
import { bar, until } from './waiting.js';
import type { Site, World } from './world.js';

/** How soon every node must know who is here, when all is quiet: a dead node's people, its TTL later. */
const PRESENCE_MS = bar(20_000);
/** Those who only look: each is a new guest, whose name no one may still hold. */
const READER = 'reader-';

/** Reads every conversation from every node, past the clients of the run. */
export async function readLogs(world: World): Promise<void> {
  for (const site of world.sites) {
    await readRooms(world, site);
    await readPairs(world, site);
  }
}

/** Asks every node who is in each room, and writes down its answer when it is right, or at last. */
export async function readViews(world: World): Promise<void> {
  for (const site of world.sites) {
    await withReader(site, async (reader) => {
      for (const name of roomsOf(world)) await readView(world, site, reader, name);
    });
  }
}

/** How everyone in a room is at this moment, as a node tells it: status by username. */
export async function statusesAt(site: Site, name: string): Promise<Map<string, PersonStatus>> {
  const statuses = new Map<string, PersonStatus>();
  await withReader(site, async (reader) => {
    const { members } = await (await reader.join(name)).listMembers({ limit: 200 });
    for (const { username, status } of members) statuses.set(username, status);
  });
  return statuses;
}

async function readRooms(world: World, site: Site): Promise<void> {
  await withReader(site, async (reader) => {
    for (const name of roomsOf(world)) {
      record(world, site, roomKey(name), await placesOf(await reader.join(name)));
    }
  });
}

async function readPairs(world: World, site: Site): Promise<void> {
  for (const person of world.people) {
    for (const room of pairsOf(person)) {
      await withClient(site, { token: person.chat.token ?? '' }, async (client) => {
        const [one, other] = room.slice(1).split(' ');
        const conversation = client.conversation((one === person.user ? other : one) ?? '');
        await conversation.opened();
        record(world, site, room, await placesOf(conversation));
      });
    }
  }
}

/** Of a pair, the one with the lower name reads it. */
function pairsOf({ user, places }: Person): string[] {
  return [...places.keys()].filter((room) => room.startsWith(`@${user} `));
}

async function readView(world: World, site: Site, reader: ChatClient, name: string): Promise<void> {
  const room = await reader.join(name);
  const live = [
    ...new Set(
      world.people
        .filter(({ isOnline, places }) => isOnline && places.has(roomKey(name)))
        .map(({ user }) => user),
    ),
  ].sort();
  let online: string[] = [];
  const isRight = async () => {
    const { members } = await room.listMembers({ limit: 200 });
    online = members
      .filter(({ username, status }) => status !== 'offline' && !username.startsWith(READER))
      .map(({ username }) => username)
      .sort();
    return online.join(' ') === live.join(' ');
  };
  // What is wrong to the end is for the checker to say.
  await until('presence is right', PRESENCE_MS, isRight).catch(() => {});
  const view = { node: site.node.name, room: roomKey(name), online, live };
  world.recorder.add({ op: 'view', ...view });
}

function roomsOf({ people }: World): string[] {
  const keys = new Set(people.flatMap(({ places }) => [...places.keys()]));
  return [...keys].filter((room) => room.startsWith('#')).map((room) => room.slice(1));
}

function record(world: World, { node }: Site, room: string, messages: readonly Place[]): void {
  world.recorder.add({ op: 'log', node: node.name, room, messages });
}

async function placesOf(channel: Channel): Promise<Place[]> {
  const places: Place[] = [];
  for await (const message of channel.history({ after: 0 })) places.push(placeOf(message));
  return places;
}

function withReader(site: Site, task: (reader: ChatClient) => Promise<void>): Promise<void> {
  return withClient(site, { username: `${READER}${randomUUID().slice(0, 8)}` }, task);
}

/** A client that goes straight to the node and is not written down. */
async function withClient(
  { node }: Site,
  who: { username: string } | { token: string },
  task: (client: ChatClient) => Promise<void>,
): Promise<void> {
  const client = new ChatClient({ url: node.url, ...who });
  try {
    await task(client);
  } finally {
    client.close();
  }
}
