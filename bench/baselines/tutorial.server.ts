/**
 * Baseline (a): the chat of a beginner's tutorial on bare Socket.IO. It knows people by name in a
 * Map, tells everyone of every join, and keeps nothing. Its faults are mended just enough to run: a
 * message before any join or to nobody is dropped instead of ending the process.
 *
 * With REDIS_URL it is baseline (a2), one of several processes that are one server by Socket.IO's
 * Redis adapter. People are still known to their own process only.
 */
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';

interface Entry {
  roomname: string;
  username: string;
}

const http = createServer();
const io = new Server(http);
const redisUrl = process.env['REDIS_URL'];
if (redisUrl !== undefined) {
  const [publisher, subscriber] = [new Redis(redisUrl), new Redis(redisUrl)];
  io.adapter(createAdapter(publisher, subscriber));
  await Promise.all([publisher.ping(), subscriber.ping()]);
}
const socketIds = new Map<string, string>();
const people = new Map<string, Entry>();

io.on('connection', (socket) => {
  socket.on('join room', (entry: Entry) => {
    people.set(socket.id, entry);
    socketIds.set(entry.username, socket.id);
    void socket.join(entry.roomname);
    notify(entry, 'joined');
  });

  socket.on('new message', (message: string) => {
    const from = people.get(socket.id);
    if (from === undefined) return;
    const { username, roomname } = from;
    socket.broadcast.to(roomname).emit('new message', { type: 'generic', username, message });
  });

  socket.on('new pm', (input: string) => {
    const from = people.get(socket.id);
    const [, target, message] = /^@(\S+) (.*)$/s.exec(input) ?? [];
    const to = socketIds.get(target ?? '');
    if (from === undefined || to === undefined) return;
    const { username } = from;
    socket.to(to).emit('new message', { type: 'private', username, target, message });
  });

  socket.on('disconnect', () => {
    const gone = people.get(socket.id);
    if (gone === undefined) return;
    people.delete(socket.id);
    socketIds.delete(gone.username);
    notify(gone, 'left');
  });

  function notify({ username, roomname }: Entry, event: 'joined' | 'left'): void {
    const message = `${username} has ${event} !`;
    socket.broadcast.to(roomname).emit('new message', { type: 'system', username, message });
  }
});

http.listen(Number(process.env['PORT']), process.env['HOST']);
