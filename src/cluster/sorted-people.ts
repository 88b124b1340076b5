import type { User } from '../identity/user.js';

/** People ordered by `nameKey`, then id: a page is a binary search and a slice, however many. */
export class SortedPeople {
  private readonly people: User[] = [];

  get size(): number {
    return this.people.length;
  }

  add(user: User): void {
    this.people.splice(this.firstNotBefore(user.nameKey, user.id), 0, user);
  }

  delete(user: User): void {
    const at = this.firstNotBefore(user.nameKey, user.id);
    if (this.people[at]?.id === user.id) this.people.splice(at, 1);
  }

  /** Up to `limit` people whose key is higher than `after`. */
  page(limit: number, after?: string): { users: User[]; complete: boolean } {
    const from = after === undefined ? 0 : this.firstNotBefore(after, AFTER_ANY_ID);
    const users = this.people.slice(from, from + limit);
    return { users, complete: from + users.length === this.people.length };
  }

  private firstNotBefore(nameKey: string, id: string): number {
    let low = 0;
    let high = this.people.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const person = this.people[middle];
      if (person && isBefore(person, nameKey, id)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Sorts behind every id, so that a page starts behind all who share the cursor's key. */
const AFTER_ANY_ID = '\uffff';

function isBefore(person: User, nameKey: string, id: string): boolean {
  if (person.nameKey !== nameKey) return person.nameKey < nameKey;
  return person.id < id;
}
