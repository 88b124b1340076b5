import { ChatException } from '../protocol/index.js';
import type { ClientStorage } from './types.js';

/** A message that waits to be sent, to a room or to a person. */
export interface WaitingMessage {
  room?: string;
  with?: string;
  clientId: string;
  message: string;
  at: string;
}

function isWaitingMessage(value: unknown): value is WaitingMessage {
  if (typeof value !== 'object' || value === null) return false;
  const {
    room,
    with: person,
    clientId,
    message,
    at,
  }: Partial<Record<string, unknown>> = {
    ...value,
  };
  return (
    (typeof room === 'string') !== (typeof person === 'string') &&
    [clientId, message, at].every((field) => typeof field === 'string')
  );
}

function parse(stored: string | null | undefined): WaitingMessage[] {
  try {
    const list: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(list) ? list.filter(isWaitingMessage) : [];
  } catch {
    // Not ours, or cut short: it cannot be sent, and is overwritten by the next message.
    return [];
  }
}

/**
 * What waits to be sent, in all rooms and conversations, with a copy in the storage. Other clients
 * of the same user (browser tabs) may share the storage, so it is changed entry by entry.
 */
export class Outbox {
  readonly #storage: ClientStorage;
  readonly #key: () => string | undefined;
  readonly #limit: number;
  readonly #waiting = new Set<string>();
  /** From an earlier run, until its room or conversation takes it. */
  #restored: WaitingMessage[] = [];
  #loading: Promise<void> | undefined;
  /** By `clientId`, what the storage does not reflect yet: an entry, or that it is gone. */
  #changes = new Map<string, WaitingMessage | undefined>();
  #saving = false;

  /** @param key under what it is stored; `undefined` as long as the user is not known. */
  constructor(storage: ClientStorage, key: () => string | undefined, limit: number) {
    this.#storage = storage;
    this.#key = key;
    this.#limit = limit;
  }

  /** Reads what an earlier run left, once the user is known. */
  load(): Promise<void> {
    const key = this.#key();
    if (key === undefined) return Promise.resolve();
    this.#loading ??= this.#load(key);
    return this.#loading;
  }

  async #load(key: string): Promise<void> {
    const stored = parse(await this.#storage.get(key));
    const room = Math.max(0, this.#limit - this.#waiting.size);
    this.#restored = stored
      .filter(({ clientId }) => !this.#waiting.has(clientId) && !this.#changes.has(clientId))
      .slice(0, room);
    for (const { clientId } of this.#restored) this.#waiting.add(clientId);
    void this.#save();
  }

  /** People to whom messages from an earlier run wait. */
  get restoredPeople(): string[] {
    return [...new Set(this.#restored.flatMap((entry) => entry.with ?? []))];
  }

  /** Hands over, once, what an earlier run left for a room or conversation. */
  takeRestored(belongs: (entry: WaitingMessage) => boolean): WaitingMessage[] {
    const taken = this.#restored.filter(belongs);
    this.#restored = this.#restored.filter((entry) => !belongs(entry));
    return taken;
  }

  /** @throws ChatException `RATE_LIMITED` if it is full. */
  add(entry: WaitingMessage): void {
    if (this.#waiting.has(entry.clientId)) return;
    if (this.#waiting.size >= this.#limit) {
      throw new ChatException('RATE_LIMITED', { message: 'Too many messages wait to be sent' });
    }
    this.#waiting.add(entry.clientId);
    this.#changes.set(entry.clientId, entry);
    void this.#save();
  }

  remove(clientId: string): void {
    if (!this.#waiting.delete(clientId)) return;
    this.#changes.set(clientId, undefined);
    void this.#save();
  }

  async #save(): Promise<void> {
    const key = this.#key();
    if (this.#saving || key === undefined) return;
    this.#saving = true;
    while (this.#changes.size > 0) {
      // One turn's changes are written at once.
      await Promise.resolve();
      const stored = parse(await this.#storage.get(key));
      const changes = this.#changes;
      this.#changes = new Map();
      const next = stored.filter(({ clientId }) => !changes.has(clientId));
      for (const entry of changes.values()) if (entry) next.push(entry);
      await (next.length > 0
        ? this.#storage.set(key, JSON.stringify(next))
        : this.#storage.delete(key));
    }
    this.#saving = false;
  }
}
