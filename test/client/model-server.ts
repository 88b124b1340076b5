import {
  ChatException,
  type Ack,
  type ChatError,
  type ClientEvent,
  type HandshakeAuth,
  type PayloadOf,
  type ResultOf,
  type StoredMessage,
} from '../../src/protocol/index.js';
import type {
  Connection,
  ConnectionListener,
  Incoming,
  Transport,
} from '../../src/client/index.js';
import { FaultyNetwork } from './faulty-network.js';
import { ModelLogs, pair, type FreshMessage } from './model-logs.js';
import type { VirtualTime } from './virtual-time.js';

interface Device {
  user: string;
  rooms: Set<string>;
  listener: ConnectionListener;
  alive: boolean;
}

type Answers = { [E in ClientEvent]: (device: Device, payload: PayloadOf<E>) => ResultOf<E> };

/**
 * The protocol's server, as little of it as a client can tell, over a faulty network. What it stores
 * is what clients must show in the end.
 */
export class ModelServer {
  readonly network: FaultyNetwork;
  readonly logs: ModelLogs;
  /** Answers these instead of what it would: the next requests of an event, in order. */
  readonly failNext = new Map<ClientEvent, ChatError[]>();
  /** Refuses the next handshakes with these. */
  readonly refuseNext: ChatError[] = [];
  /** Each handshake's credentials. */
  readonly handshakes: HandshakeAuth[] = [];
  /** Each request that arrived. */
  readonly requests: { event: ClientEvent; payload: unknown }[] = [];
  readonly #users = new Set<string>();
  readonly #devices = new Set<Device>();
  readonly #delivered = new Map<string, number>();

  constructor(time: VirtualTime) {
    this.network = new FaultyNetwork(time);
    this.logs = new ModelLogs(time);
  }

  /** A transport of one client. */
  readonly transport: Transport = { open: (auth, listener) => this.#open(auth, listener) };

  /** Cuts every connection of a user, or all. */
  disconnect(user?: string): void {
    for (const device of this.#devices) {
      if (user !== undefined && device.user !== user) continue;
      this.#forget(device);
      device.listener.onClose();
    }
  }

  /** Ends every connection of a user, and says why. */
  endSession(user: string, error: ChatError): void {
    for (const device of this.#devices) {
      if (device.user !== user) continue;
      this.#forget(device);
      device.listener.onClose(error);
    }
  }

  /** Stores a message as if someone else had sent it, and tells it live. */
  post(room: string, username: string, message: string): StoredMessage {
    this.#users.add(username);
    return this.#append(room, { type: 'generic', room, username, message });
  }

  /** The same, privately. */
  postPrivately(username: string, target: string, message: string): StoredMessage {
    for (const user of [username, target]) this.#users.add(user);
    return this.#append(pair(username, target), { type: 'private', target, username, message });
  }

  /** Sends an event to every device of a user, faults and all. */
  tell(user: string, incoming: Incoming): void {
    for (const device of this.#devices) if (device.user === user) this.#deliver(device, incoming);
  }

  #open(auth: HandshakeAuth, listener: ConnectionListener): Connection {
    this.handshakes.push(auth);
    const user = auth.token?.replace('token-of-', '') ?? auth.username ?? '';
    const device: Device = { user, rooms: new Set(), listener, alive: true };
    this.network.later(() => this.#accept(device));
    return {
      emit: (event, payload, onAnswer) => {
        this.network.carry(() => {
          if (!device.alive || !this.#devices.has(device)) return;
          const answer = this.#answer(device, event, payload);
          this.network.carry(() => device.alive && onAnswer(answer));
        });
      },
      close: () => this.#forget(device),
    };
  }

  #accept(device: Device): void {
    if (!device.alive) return;
    const refusal = this.refuseNext.shift();
    if (refusal || this.network.happens(this.network.faults.refuse)) {
      this.#forget(device);
      const draining = new ChatException('DRAINING', { retryAfterMs: 300 }).error;
      device.listener.onClose(refusal ?? (this.network.happens(0.5) ? draining : undefined));
      return;
    }
    this.#users.add(device.user);
    this.#devices.add(device);
    device.listener.onOpen();
    for (const [name, log] of this.logs.all) {
      const mark = `${device.user}>${name}`;
      for (const message of log.slice(this.#delivered.get(mark) ?? 0)) {
        if (message.target !== device.user) continue;
        this.#delivered.set(mark, message.seq);
        this.#deliver(device, { event: 'new message', payload: this.#seen(message) });
      }
    }
  }

  #forget(device: Device): void {
    device.alive = false;
    this.#devices.delete(device);
  }

  #answer<E extends ClientEvent>(
    device: Device,
    event: E,
    payload: PayloadOf<E>,
  ): Ack<ResultOf<E>> {
    this.requests.push({ event, payload });
    const error = this.failNext.get(event)?.shift();
    if (error) return { ok: false, error };
    if (this.network.happens(this.network.faults.fail)) {
      const code = this.network.happens(0.5) ? 'RATE_LIMITED' : 'UNAVAILABLE';
      return { ok: false, error: new ChatException(code, { retryAfterMs: 200 }).error };
    }
    try {
      return Object.assign({ ok: true as const }, this.#answers[event](device, payload));
    } catch (failure) {
      if (failure instanceof ChatException) return { ok: false, error: failure.error };
      throw failure;
    }
  }

  readonly #answers: Answers = {
    'join room': ({ user, rooms }, { roomname, since }) => {
      rooms.add(roomname);
      const log = this.logs.of(roomname);
      const found = since === undefined ? log.slice(-50) : log.slice(since, since + 200);
      return {
        room: roomname,
        username: user,
        token: `token-of-${user}`,
        members: [...this.#users].map((username) => ({ username, status: 'online' as const })),
        count: this.#users.size,
        lastSeq: log.length,
        messages: found.map(this.#seen),
        complete: (found.at(-1)?.seq ?? log.length) === log.length,
      };
    },
    'leave room': ({ rooms }, { roomname }) => {
      if (!rooms.delete(roomname)) throw new ChatException('NOT_IN_ROOM');
      return {};
    },
    'new message': (device, payload) => {
      if (typeof payload === 'string' || payload.room === undefined) {
        throw new ChatException('VALIDATION_FAILED');
      }
      const { room, message, clientId } = payload;
      if (!device.rooms.has(room)) throw new ChatException('NOT_IN_ROOM');
      const fresh = { type: 'generic', room, username: device.user, message } as const;
      return { message: this.#append(room, fresh, device, clientId) };
    },
    'new pm': (device, payload) => {
      if (typeof payload === 'string') throw new ChatException('VALIDATION_FAILED');
      const { target, message, clientId } = payload;
      if (!this.#users.has(target)) throw new ChatException('USER_NOT_FOUND');
      const fresh = { type: 'private', target, username: device.user, message } as const;
      return { message: this.#append(pair(device.user, target), fresh, device, clientId) };
    },
    'room history': (device, { room, with: other, ...range }) => {
      if (room !== undefined && !device.rooms.has(room)) throw new ChatException('NOT_IN_ROOM');
      if (other !== undefined && !this.#users.has(other)) throw new ChatException('USER_NOT_FOUND');
      const { messages, complete } = this.logs.page(room ?? pair(device.user, other ?? ''), range);
      return { messages: messages.map(this.#seen), complete };
    },
    'list rooms': () => ({ rooms: [], complete: true }),
    'list members': () => ({ members: [], count: this.#users.size, complete: true }),
    'list conversations': ({ user }) => ({ conversations: this.logs.conversationsOf(user) }),
    typing: () => ({}),
    'mark read': ({ user }, { room, with: other, seq }) => {
      this.logs.markRead(user, room ?? pair(user, other ?? ''), seq);
      return { unread: 0 };
    },
    'set status': () => ({}),
    'refresh token': () => ({}),
  };

  #append(name: string, fresh: FreshMessage, from?: Device, clientId?: string): StoredMessage {
    const { message, isNew } = this.logs.append(name, fresh, clientId);
    if (isNew) this.#fanOut(name, message, from);
    return message;
  }

  #fanOut(name: string, message: StoredMessage, from?: Device): void {
    for (const device of this.#devices) {
      if (device === from || !this.#concerns(device, message)) continue;
      if (device.user === message.target) {
        this.#delivered.set(`${device.user}>${name}`, message.seq);
      }
      const mine = device.user === message.username;
      const payload = mine ? message : this.#seen(message);
      this.#deliver(device, { event: 'new message', payload });
    }
  }

  #concerns({ user, rooms }: Device, { room, username, target }: StoredMessage): boolean {
    return room === undefined ? user === username || user === target : rooms.has(room);
  }

  /** As everyone may see it: the `clientId` is told to the sender's live devices only. */
  readonly #seen = (message: StoredMessage): StoredMessage => {
    const seen = { ...message };
    delete seen.clientId;
    return seen;
  };

  #deliver(device: Device, incoming: Incoming): void {
    this.network.carryEvent(() => device.alive && device.listener.onEvent(incoming));
  }
}
