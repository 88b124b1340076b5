import type { User } from '../identity/user.js';

/** The most people who went while Redis was away of whom others are told when it is back. */
const MOST_DEPARTED = 10_000;

/** Someone whose last device on this node went while Redis was away. */
export interface Departed {
  readonly user: User;
  /** This node's people were told that they went. */
  readonly toldHere: boolean;
}

/** Those who went while Redis was away: when it is back, the other nodes' people are to be told. */
export class DepartedPeople {
  private readonly people = new Map<string, Departed>();

  add(departed: Departed): void {
    if (this.people.size < MOST_DEPARTED) this.people.set(departed.user.id, departed);
  }

  /** They are here again. */
  delete(userId: string): void {
    this.people.delete(userId);
  }

  /** All, who are then forgotten. */
  take(): Departed[] {
    const all = [...this.people.values()];
    this.people.clear();
    return all;
  }
}
