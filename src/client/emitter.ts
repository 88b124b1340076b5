import type { Unsubscribe } from './types.js';

type Listeners<Events> = { [E in keyof Events]?: Set<(payload: Events[E]) => void> };

/** Calls `task`; what it throws is reported as uncaught, and stops nothing here. */
export function callSafely(task: () => void): void {
  try {
    task();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Typed events. */
export class Emitter<Events> {
  readonly #listeners: Listeners<Events> = {};

  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): Unsubscribe {
    // Wrapped, so that a function passed twice is called twice and each is taken off by itself.
    const entry = (payload: Events[E]): void => listener(payload);
    const listeners = (this.#listeners[event] ??= new Set());
    listeners.add(entry);
    return () => listeners.delete(entry);
  }

  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    for (const listener of Array.from(this.#listeners[event] ?? []))
      callSafely(() => listener(payload));
  }
}
