/** Baseline (c): a bare WebSocket loop that builds each frame once and writes it to each socket. */
import { BareChat } from './bare-chat.js';

const chat = new BareChat({
  toRoom(room, except, frame) {
    for (const member of room) if (member !== except) member.socket.write(frame);
  },
  toMember(member, frame) {
    member.socket.write(frame);
  },
});
chat.listen(Number(process.env['PORT']), process.env['HOST']);
