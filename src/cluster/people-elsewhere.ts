import type { PersonStatus } from '../protocol/index.js';
import type { PresenceRegistry } from './presence.registry.js';
import { textsOf, toStatus } from './presence.replies.js';

/** The most people of whom it is remembered how they are. */
const MOST_REMEMBERED = 200_000;

/**
 * How the people of the other nodes were when that was last known. It is what this node answers with
 * while Redis is away, and after Redis was emptied until all nodes have entered theirs again: whoever
 * is on a living node is not shown offline meanwhile. Other nodes' changes of presence keep it up to
 * date, and where some may have been missed, it is read again.
 */
export class PeopleElsewhere {
  private readonly statuses = new Map<string, PersonStatus>();
  private mayBeWrong = true;
  /** Of whom other nodes tell something, while it is read anew. */
  private toldMeanwhile: Set<string> | undefined;

  constructor(private readonly registry: PresenceRegistry) {}

  /** A node tells how someone is. */
  note(userId: string, status: PersonStatus): void {
    this.toldMeanwhile?.add(userId);
    this.set(userId, status);
  }

  private set(userId: string, status: PersonStatus): void {
    if (status === 'offline') this.statuses.delete(userId);
    else if (this.statuses.size < MOST_REMEMBERED || this.statuses.has(userId)) {
      this.statuses.set(userId, status);
    }
  }

  statusOf(userId: string): PersonStatus {
    return this.statuses.get(userId) ?? 'offline';
  }

  /** Changes may have been missed. */
  distrust(): void {
    this.mayBeWrong = true;
  }

  /**
   * Reads what other nodes have entered, if that may be needed.
   * @throws RegistryAwayError
   */
  async refresh(): Promise<void> {
    if (!this.mayBeWrong || !this.registry.isComplete) return;
    this.mayBeWrong = false;
    const told = new Set<string>();
    this.toldMeanwhile = told;
    try {
      this.replace(await this.read(), told);
    } catch (fault) {
      this.mayBeWrong = true;
      throw fault;
    } finally {
      this.toldMeanwhile = undefined;
    }
  }

  private async read(): Promise<Map<string, PersonStatus>> {
    const found = new Map<string, PersonStatus>();
    for (const node of textsOf(await this.registry.ask('others'))) {
      const people = textsOf(await this.registry.ask('people', node));
      for (let at = 0; at < people.length; at += 2) {
        found.set(people[at] ?? '', toStatus(people[at + 1]));
      }
    }
    return found;
  }

  private replace(found: ReadonlyMap<string, PersonStatus>, told: ReadonlySet<string>): void {
    for (const userId of [...this.statuses.keys(), ...found.keys()]) {
      if (!told.has(userId)) this.set(userId, found.get(userId) ?? 'offline');
    }
  }
}
