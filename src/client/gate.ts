import { deferred, type Deferred } from './deferred.js';

/** Lets callers wait for a state that comes and goes, until it is over for good. */
export class Gate {
  #open = false;
  #end: Error | undefined;
  #waiting: Deferred<void> | undefined;

  get isOpen(): boolean {
    return this.#open;
  }

  /** Why nobody will pass any more. */
  get ended(): Error | undefined {
    return this.#end;
  }

  open(): void {
    if (this.#end) return;
    this.#open = true;
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }

  shut(): void {
    this.#open = false;
  }

  /** From now on whoever waits gets `error`. */
  end(error: Error): void {
    if (this.#end) return;
    this.#open = false;
    this.#end = error;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  /** Resolves while open; it may have been shut again by the time the caller goes on. */
  pass(): Promise<void> {
    if (this.#end) return Promise.reject(this.#end);
    if (this.#open) return Promise.resolve();
    this.#waiting ??= deferred();
    return this.#waiting.promise;
  }
}
