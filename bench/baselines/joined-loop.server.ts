/**
 * Baseline (d): the loop of (c), with the frames of one tick joined: one buffer for each room,
 * written once to each socket, and a selection of their own for those who sent one of them.
 */
import { BareChat, type Member } from './bare-chat.js';

interface Pending {
  frame: Buffer;
  from: Member;
}

const rooms = new Map<Set<Member>, Pending[]>();
const members = new Map<Member, Buffer[]>();
let scheduled = false;

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setImmediate(flush);
}

function flush(): void {
  scheduled = false;
  for (const [room, pending] of rooms) writeRoom(room, pending);
  for (const [member, frames] of members) member.socket.write(joined(frames));
  rooms.clear();
  members.clear();
}

function writeRoom(room: Set<Member>, pending: Pending[]): void {
  const all = joined(pending.map(({ frame }) => frame));
  const senders = new Set(pending.map(({ from }) => from));
  for (const member of room) if (!senders.has(member)) member.socket.write(all);
  for (const sender of senders) {
    const others = pending.filter(({ from }) => from !== sender);
    if (others.length > 0) sender.socket.write(joined(others.map(({ frame }) => frame)));
  }
}

function joined(frames: Buffer[]): Buffer {
  const [only] = frames;
  return frames.length === 1 && only !== undefined ? only : Buffer.concat(frames);
}

const chat = new BareChat({
  toRoom(room, from, frame) {
    const pending = rooms.get(room);
    if (pending === undefined) rooms.set(room, [{ frame, from }]);
    else pending.push({ frame, from });
    schedule();
  },
  toMember(member, frame) {
    const frames = members.get(member);
    if (frames === undefined) members.set(member, [frame]);
    else frames.push(frame);
    schedule();
  },
});
chat.listen(Number(process.env['PORT']), process.env['HOST']);
