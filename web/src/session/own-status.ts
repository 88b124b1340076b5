import type { ChatClient, DeviceStatus } from '../../../src/client/index.js';

/** What one has chosen to be seen as from this device. */
export class OwnStatus {
  #chosen: DeviceStatus = 'online';
  readonly #client: ChatClient;
  readonly #listeners = new Set<() => void>();

  constructor(client: ChatClient) {
    this.#client = client;
  }

  readonly get = (): DeviceStatus => this.#chosen;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Shown at once, and taken back if the server refuses. */
  choose(status: DeviceStatus): void {
    const before = this.#chosen;
    this.#become(status);
    this.#client.setStatus(status).catch(() => this.#become(before));
  }

  #become(status: DeviceStatus): void {
    this.#chosen = status;
    for (const listener of this.#listeners) listener();
  }
}
