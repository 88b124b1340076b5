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
import type { VirtualTime } from './virtual-time.js';

/** How badly the network and the server behave: probabilities, and the longest delay. */
export interface Faults {
  /** Of a request, an answer or a live event that is lost. */
  drop: number;
  /** Of a live event that comes twice. */
  duplicate: number;
  /** Of a request that is answered RATE_LIMITED or UNAVAILABLE. */
  fail: number;
  /** Of a handshake that is refused for now, or never answered. */
  refuse: number;
  /** Each thing takes its own time up to this, so later ones overtake. */
  delayMs: number;
}

export const NO_FAULTS: Faults = { drop: 0, duplicate: 0, fail: 0, refuse: 0, delayMs: 1 };

interface Device {
  user: string;
  rooms: Set<string>;
  listener: ConnectionListener;
  alive: boolean;
}

type Answers = { [E in ClientEvent]: (device: Device, payload: PayloadOf<E>) => ResultOf<E> };

const pair = (a: string, b: string): string => [a, b].toSorted().join('&');

/**
 * The protocol's server, as little of it as a client can tell, over a network that loses, delays,
 * repeats and overtakes. What it stores is what clients must show in the end.
 */
export class ModelServer {
  faults: Faults = NO_FAULTS;
  /** Answers these instead of what it would: the next requests of an event, in order. */
  readonly failNext = new Map<ClientEvent, ChatError[]>();
  /** Refuses the next handshakes with these. */
  readonly refuseNext: ChatError[] = [];
  /** Each handshake's credentials. */
  readonly handshakes: HandshakeAuth[] = [];
  /** Each request that arrived. */
  readonly requests: { event: ClientEvent; payload: unknown }[] = [];
  readonly logs = new Map<string, StoredMessage[]>();
  readonly users = new Set<string>();
  readonly #time: VirtualTime;
  readonly #devices = new Set<Device>();
  readonly #delivered = new Map<string, number>();
  readonly #byClientId = new Map<string, StoredMessage>();
  readonly #readUpTo = new Map<string, number>();
  #ids = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  log(name: string): StoredMessage[] {
    const log = this.logs.get(name) ?? [];
    this.logs.set(name, log);
    return log;
  }

  conversation(a: string, b: string): StoredMessage[] {
    return this.log(pair(a, b));
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
    this.users.add(username);
    return this.#append(room, { type: 'generic', room, username, message });
  }

  /** The same, privately. */
  postPrivately(username: string, target: string, message: string): StoredMessage {
    for (const user of [username, target]) this.users.add(user);
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
    this.#later(() => this.#accept(device));
    return {
      emit: (event, payload, onAnswer) => {
        if (this.#lost()) return;
        this.#later(() => {
          if (!device.alive || !this.#devices.has(device)) return;
          const answer = this.#answer(device, event, payload);
          if (!this.#lost()) this.#later(() => device.alive && onAnswer(answer));
        });
      },
      close: () => this.#forget(device),
    };
  }

  #accept(device: Device): void {
    if (!device.alive) return;
    const refusal = this.refuseNext.shift();
    if (refusal || this.#time.random() < this.faults.refuse) {
      this.#forget(device);
      const draining = new ChatException('DRAINING', { retryAfterMs: 300 }).error;
      device.listener.onClose(refusal ?? (this.#time.random() < 0.5 ? draining : undefined));
      return;
    }
    this.users.add(device.user);
    this.#devices.add(device);
    device.listener.onOpen();
    for (const [name, log] of this.logs) {
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
    if (this.#time.random() < this.faults.fail) {
      const code = this.#time.random() < 0.5 ? 'RATE_LIMITED' : 'UNAVAILABLE';
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
      const log = this.log(roomname);
      const found = since === undefined ? log.slice(-50) : log.slice(since, since + 200);
      return {
        room: roomname,
        username: user,
        token: `token-of-${user}`,
        members: [...this.users].map((username) => ({ username, status: 'online' as const })),
        count: this.users.size,
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
      if (!this.users.has(target)) throw new ChatException('USER_NOT_FOUND');
      const fresh = { type: 'private', target, username: device.user, message } as const;
      return { message: this.#append(pair(device.user, target), fresh, device, clientId) };
    },
    'room history': (device, { room, with: other, before, after, limit = 50 }) => {
      if (room !== undefined && !device.rooms.has(room)) throw new ChatException('NOT_IN_ROOM');
      if (other !== undefined && !this.users.has(other)) throw new ChatException('USER_NOT_FOUND');
      const log = this.log(room ?? pair(device.user, other ?? ''));
      const end = before === undefined ? log.length : before - 1;
      const found =
        after === undefined
          ? log.slice(Math.max(0, end - limit), end)
          : log.slice(after, after + limit);
      const complete =
        after === undefined ? found.length === end : after + found.length >= log.length;
      return { messages: found.map(this.#seen), complete };
    },
    'list rooms': () => ({ rooms: [], complete: true }),
    'list members': () => ({ members: [], count: this.users.size, complete: true }),
    'list conversations': ({ user }) => ({
      conversations: [...this.logs].flatMap(([name, log]) => {
        const [a = '', b] = name.split('&');
        if (b === undefined || log.length === 0 || (a !== user && b !== user)) return [];
        const read = this.#readUpTo.get(`${user}>${name}`) ?? 0;
        const unread = log.filter((m) => m.seq > read && m.username !== user).length;
        return [{ with: a === user ? b : a, lastSeq: log.length, unread }];
      }),
    }),
    typing: () => ({}),
    'mark read': ({ user }, { room, with: other, seq }) => {
      const mark = `${user}>${room ?? pair(user, other ?? '')}`;
      this.#readUpTo.set(mark, Math.max(seq, this.#readUpTo.get(mark) ?? 0));
      return { unread: 0 };
    },
    'set status': () => ({}),
    'refresh token': () => ({}),
  };

  #append(
    name: string,
    fresh: Omit<StoredMessage, 'id' | 'seq' | 'at' | 'clientId'>,
    from?: Device,
    clientId?: string,
  ): StoredMessage {
    const key = `${fresh.username}>${name}>${clientId}`;
    const original = clientId === undefined ? undefined : this.#byClientId.get(key);
    if (original) return original;
    this.#ids += 1;
    const log = this.log(name);
    const message: StoredMessage = {
      ...fresh,
      id: `id-${this.#ids}`,
      seq: log.length + 1,
      at: new Date(this.#time.now()).toISOString(),
      ...(clientId !== undefined && { clientId }),
    };
    log.push(message);
    this.#byClientId.set(key, message);
    for (const device of this.#devices) {
      if (device !== from && this.#concerns(device, message)) {
        const mine = device.user === message.username;
        if (device.user === message.target)
          this.#delivered.set(`${device.user}>${name}`, message.seq);
        const payload = mine ? message : this.#seen(message);
        this.#deliver(device, { event: 'new message', payload });
      }
    }
    return message;
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
    if (this.#lost()) return;
    const copies = this.#time.random() < this.faults.duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#later(() => device.alive && device.listener.onEvent(incoming));
    }
  }

  #lost(): boolean {
    return this.#time.random() < this.faults.drop;
  }

  #later(task: () => void): void {
    this.#time.after(this.#time.random() * this.faults.delayMs, task);
  }
}
