import type { Entry, Place } from '../history/entry.js';
import { roomKey } from '../history/conversation-key.js';

/** An entry without what the model adds: its time. */
type Draft = Entry extends infer Each ? (Each extends Entry ? Omit<Each, 'time'> : never) : never;

/** One device of the model. */
export interface Device {
  readonly client: string;
  readonly user: string;
  conn: number;
  connected: boolean;
  /** Conversations that it shows, and up to which `seq`. */
  readonly shown: Map<string, number>;
}

/** What becomes of a send. */
export type Outcome =
  | 'acknowledged'
  | 'answer lost'
  | 'request lost'
  | 'refused'
  | 'put off'
  | 'abandoned'
  | 'missed'
  | 'repeated';

const MILLISECONDS = 1_000;

/**
 * A chat server without faults and its clients, written down as a history: it does everything that the
 * invariants allow, and nothing that they forbid.
 */
export class ModelChat {
  readonly history: Entry[] = [];
  readonly devices: readonly Device[];
  private readonly logs = new Map<string, Place[]>();
  private time = 0;
  private connections = 0;
  private requests = 0;
  private texts = 0;
  private faultSince: string | undefined;

  constructor(users: readonly string[]) {
    this.add({
      op: 'run',
      row: 'model',
      seed: 0,
      healMs: 5 * MILLISECONDS,
      answerMs: 10 * MILLISECONDS,
      rssCapBytes: 1_000,
    });
    this.add({ op: 'process', node: 'n1', pid: 1, event: 'started' });
    this.devices = users.map((user, index) => ({
      client: `${user}-${index}`,
      user,
      conn: 0,
      connected: false,
      shown: new Map(),
    }));
    for (const device of this.devices) this.connect(device);
  }

  connect(device: Device): void {
    if (device.connected) return;
    this.connections += 1;
    device.conn = this.connections;
    device.connected = true;
    this.add({ op: 'open', ...this.of(device), node: 'n1' });
    this.tellPresence(device, 'online');
    for (const room of device.shown.keys()) this.catchUp(device, room);
  }

  disconnect(device: Device): void {
    if (!device.connected) return;
    device.connected = false;
    this.add({ op: 'close', ...this.of(device), onPurpose: true });
    this.tellPresence(device, 'offline');
  }

  join(device: Device, room: string): void {
    this.begin(device, room, 'join room');
  }

  /** Begins to show a private conversation. */
  open(device: Device, room: string): void {
    this.begin(device, room, 'room history');
  }
  leave(device: Device, room: string): void {
    if (!device.connected || !device.shown.has(room)) return;
    const request = this.ask(device, { event: 'leave room', room });
    this.add({ op: 'hide', ...who(device), room });
    device.shown.delete(room);
    this.answer(device, request, {});
  }

  /** Others of a pair need not show it to receive it. */
  send(device: Device, room: string, outcome: Outcome): void {
    if (!device.connected || !device.shown.has(room)) return;
    this.texts += 1;
    const text = { clientMsgId: `c${this.texts}`, bodyHash: `h${this.texts}` };
    const attempt = () => this.ask(device, { event: 'new message', room, ...text });
    const request = attempt();
    if (outcome === 'refused') return this.refuse(device, request, true);
    if (outcome === 'put off') this.refuse(device, request, false);
    if (outcome === 'request lost') this.reconnect(device);
    const again = outcome === 'put off' || outcome === 'request lost' ? attempt() : request;
    const message = this.store(device, room, text.bodyHash);
    this.deliver(message, device, outcome === 'missed');
    if (outcome === 'abandoned') return this.reconnect(device);
    if (outcome === 'answer lost') {
      this.reconnect(device);
      return this.answer(device, attempt(), { message });
    }
    this.answer(device, again, { message });
    this.apply(device, message);
    if (outcome === 'repeated') this.answer(device, attempt(), { message });
  }

  /** Two sends under way at once, and stored the other way round. */
  sendTogether(one: Device, other: Device, room: string): void {
    if (one === other || ![one, other].every((d) => d.connected && d.shown.has(room))) return;
    const asked = [one, other].map((device) => {
      this.texts += 1;
      const bodyHash = `h${this.texts}`;
      const send = { clientMsgId: `c${this.texts}`, bodyHash };
      return {
        device,
        bodyHash,
        request: this.ask(device, { event: 'new message', room, ...send }),
      };
    });
    for (const { device, bodyHash, request } of asked.toReversed()) {
      const message = this.store(device, room, bodyHash);
      this.deliver(message, device, false);
      this.answer(device, request, { message });
      this.apply(device, message);
    }
  }

  /** Nothing is kept in time while a fault lasts. */
  toggleFault(): void {
    const name = this.faultSince ?? 'a fault';
    this.add({ op: this.faultSince === undefined ? 'fault' : 'heal', name });
    this.faultSince = this.faultSince === undefined ? name : undefined;
    this.time += 60 * MILLISECONDS;
  }

  /** Everyone is level, and what is stored and who is here is written down. */
  end(): readonly Entry[] {
    if (this.faultSince !== undefined) this.toggleFault();
    for (const device of this.devices) this.connect(device);
    this.time += 60 * MILLISECONDS;
    for (const [room, messages] of this.logs) {
      for (const node of ['n1', 'n2']) this.add({ op: 'log', node, room, messages: [...messages] });
    }
    const users = [...new Set(this.devices.map(({ user }) => user))];
    this.add({ op: 'view', node: 'n1', room: roomKey('lobby'), online: users, live: users });
    const seen = { rssBytes: 999, unhandled: 0, canaries: 0 };
    this.add({ op: 'vitals', node: 'n1', pid: 1, ...seen });
    this.add({ op: 'process', node: 'n1', pid: 1, event: 'killed' });
    this.add({ op: 'process', node: 'n1', pid: 1, event: 'ended' });
    return this.history;
  }

  private begin(device: Device, room: string, event: 'join room' | 'room history'): void {
    if (!device.connected || device.shown.has(room)) return;
    const log = this.log(room);
    const request = this.ask(device, { event, room });
    const page = log.slice(-3);
    const told = event === 'join room' ? { lastSeq: log.length } : {};
    this.answer(device, request, { ...told, page, complete: page.length === log.length });
    this.add({ op: 'show', ...who(device), room });
    device.shown.set(room, log.length - page.length);
    for (const message of page) this.apply(device, message);
  }

  private reconnect(device: Device): void {
    this.disconnect(device);
    this.connect(device);
  }

  private catchUp(device: Device, room: string): void {
    const after = device.shown.get(room) ?? 0;
    const log = this.log(room);
    const event = room.startsWith('#') ? 'join room' : 'room history';
    const request = this.ask(device, { event, room, after });
    const page = log.slice(after);
    const told = event === 'join room' ? { lastSeq: log.length } : {};
    this.answer(device, request, { ...told, page, complete: true });
    for (const message of page) this.apply(device, message);
  }

  private store(device: Device, room: string, bodyHash: string): Place {
    const log = this.log(room);
    const seq = log.length + 1;
    const message = { room, id: `${room}/${seq}`, seq, sender: device.user, bodyHash };
    log.push(message);
    return message;
  }

  /** @param missed live delivery fails, and clients find out by asking. */
  private deliver(message: Place, from: Device, missed: boolean): void {
    for (const device of this.devices) {
      if (device === from || !device.connected || !device.shown.has(message.room)) continue;
      if (missed) {
        this.catchUp(device, message.room);
        continue;
      }
      this.add({ op: 'receive', ...this.of(device), message });
      this.apply(device, message);
    }
  }

  private apply(device: Device, message: Place): void {
    if ((device.shown.get(message.room) ?? Infinity) >= message.seq) return;
    device.shown.set(message.room, message.seq);
    this.add({ op: 'apply', ...who(device), message });
  }

  private tellPresence(about: Device, status: 'online' | 'offline'): void {
    const others = this.devices.filter(
      (other) => other.user === about.user && other !== about && other.connected,
    );
    if (others.length > 0) return;
    for (const device of this.devices.filter(({ connected }) => connected)) {
      if (device.user === about.user) continue;
      this.add({ op: 'presence', ...this.of(device), about: about.user, status });
    }
  }

  private ask(
    device: Device,
    what: Omit<Extract<Draft, { op: 'ask' }>, 'op' | 'client' | 'user' | 'conn' | 'request'>,
  ): number {
    this.requests += 1;
    this.add({ op: 'ask', ...this.of(device), request: this.requests, ...what });
    return this.requests;
  }

  private answer(
    device: Device,
    request: number,
    what: Partial<Extract<Draft, { op: 'answer' }>>,
  ): void {
    this.add({ op: 'answer', ...this.of(device), request, result: 'ok', final: false, ...what });
  }

  private refuse(device: Device, request: number, final: boolean): void {
    const result = final ? 'VALIDATION_FAILED' : 'UNAVAILABLE';
    this.answer(device, request, { result, final });
  }

  private of(device: Device) {
    return { ...who(device), conn: device.conn };
  }

  private log(room: string): Place[] {
    const log = this.logs.get(room) ?? [];
    this.logs.set(room, log);
    return log;
  }

  private add(draft: Draft): void {
    this.time += 1;
    this.history.push({ ...draft, time: this.time });
  }
}

function who({ client, user }: Device) {
  return { client, user };
}
