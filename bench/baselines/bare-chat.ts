import type { IncomingMessage } from 'node:http';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { serverFrame } from '../wire/web-socket.frame.js';

const HANDSHAKE = JSON.stringify({
  sid: 'bare',
  upgrades: [],
  pingInterval: 3_600_000,
  pingTimeout: 3_600_000,
  maxPayload: 1_000_000,
});

/** Someone who is connected. */
export interface Member {
  /** The connection's TCP socket, which ready-made frames are written to. */
  readonly socket: IncomingMessage['socket'];
  username: string;
  room: Set<Member>;
}

/** How frames get to sockets: what the two bare baselines differ in. */
export interface Fanout {
  toRoom(room: Set<Member>, except: Member, frame: Buffer): void;
  toMember(member: Member, frame: Buffer): void;
}

/**
 * What is left of a chat when everything is taken out that a message does not need to get across: a
 * loop over WebSockets, each frame built once for all who receive it. No heartbeat, no notices, no
 * validation, nothing kept. It answers in Socket.IO's framing, so that receiving costs the load
 * generator, and every client, what it costs with the others.
 */
export class BareChat {
  private readonly rooms = new Map<string, Set<Member>>();
  private readonly members = new Map<string, Member>();

  constructor(private readonly fanout: Fanout) {}

  listen(port: number, host: string | undefined): WebSocketServer {
    const server = new WebSocketServer({ port, host, perMessageDeflate: false });
    server.on('connection', (webSocket, request) => this.accept(webSocket, request.socket));
    return server;
  }

  private accept(webSocket: WebSocket, socket: Member['socket']): void {
    const member: Member = { socket, username: '', room: new Set() };
    webSocket.on('message', (data) => this.receive(member, webSocket, textOf(data)));
    webSocket.on('close', () => {
      member.room.delete(member);
      this.members.delete(member.username);
    });
    webSocket.send(`0${HANDSHAKE}`);
  }

  private receive(member: Member, webSocket: WebSocket, packet: string): void {
    if (packet === '40') {
      webSocket.send('40{"sid":"bare"}');
      return;
    }
    const start = packet.indexOf('[');
    const content: unknown = JSON.parse(packet.slice(start));
    if (!Array.isArray(content)) return;
    const event: unknown = content[0];
    const body: unknown = content[1];
    if (event === 'new message') this.send(member, body);
    else if (event === 'new pm') this.sendPm(member, body);
    else if (event === 'join room') {
      this.join(member, body);
      webSocket.send(`43${packet.slice(2, start)}[{"ok":true}]`);
    }
  }

  private join(member: Member, body: unknown): void {
    if (!isEntry(body)) return;
    member.username = body.username;
    member.room = this.rooms.get(body.roomname) ?? new Set();
    member.room.add(member);
    this.rooms.set(body.roomname, member.room);
    this.members.set(body.username, member);
  }

  private send(from: Member, message: unknown): void {
    const { username } = from;
    this.fanout.toRoom(from.room, from, eventFrame({ type: 'generic', username, message }));
  }

  private sendPm(from: Member, input: unknown): void {
    if (typeof input !== 'string') return;
    const space = input.indexOf(' ');
    const target = input.slice(1, space);
    const to = this.members.get(target);
    if (to === undefined) return;
    const { username } = from;
    const message = input.slice(space + 1);
    this.fanout.toMember(to, eventFrame({ type: 'private', username, target, message }));
  }
}

/** ws hands a message over as one Buffer, unless another `binaryType` is set. */
function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString() : '';
}

function eventFrame(message: object): Buffer {
  return serverFrame(`42${JSON.stringify(['new message', message])}`);
}

function isEntry(body: unknown): body is { roomname: string; username: string } {
  return typeof body === 'object' && body !== null && 'roomname' in body && 'username' in body;
}
