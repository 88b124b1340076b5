import type { MissedStatus, PresenceChange } from '../presence/presence.store.js';
import type { MemoryPresenceStore } from './memory-presence.store.js';
import type { PeopleElsewhere } from './people-elsewhere.js';

/** Tells what becomes of people though no call on this node led to it, and remembers it. */
export class PresenceNews {
  private readonly listeners: ((change: PresenceChange) => void)[] = [];
  private readonly missedListeners: ((missed: MissedStatus) => void)[] = [];

  constructor(
    private readonly local: MemoryPresenceStore,
    private readonly elsewhere: PeopleElsewhere,
  ) {}

  onChange(listener: (change: PresenceChange) => void): void {
    this.listeners.push(listener);
  }

  onMissed(listener: (missed: MissedStatus) => void): void {
    this.missedListeners.push(listener);
  }

  /** For the people of all nodes. */
  tell(change: PresenceChange): void {
    const { user, after } = change;
    if (!this.local.has(user.id)) this.elsewhere.note(user, after);
    for (const listener of this.listeners) listener(change);
  }

  /** For the people of this node, who were told otherwise. */
  tellMissed(missed: MissedStatus): void {
    this.elsewhere.note(missed.person, missed.status);
    for (const listener of this.missedListeners) listener(missed);
  }
}
