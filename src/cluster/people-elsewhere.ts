import type { Person } from '../identity/user.js';
import type { MissedStatus } from '../presence/presence.store.js';
import type { PersonStatus } from '../protocol/index.js';
import type { PresenceRegistry } from './presence.registry.js';
import { isUser, parseUser, textsOf, toStatus } from './presence.replies.js';

/** The most people of whom it is remembered how they are. */
const MOST_REMEMBERED = 200_000;
/** The most people of whom this node's are told at once that they were told wrongly. */
const MOST_CORRECTED = 1_000;

/**
 * How the people of the other nodes were when that was last known, which is what this node's people
 * were told. It is what this node answers with while Redis is away, and after Redis was emptied until
 * all nodes have entered theirs again: whoever is on a living node is not shown offline meanwhile.
 * Other nodes' changes of presence keep it up to date. Where some may have been missed, it is read
 * again, and what differs is told.
 */
export class PeopleElsewhere {
  private readonly known = new Map<string, MissedStatus>();
  private mayBeWrong = true;
  private wasRead = false;
  /** Of whom other nodes tell something, while it is read anew. */
  private toldMeanwhile: Set<string> | undefined;

  /**
   * @param isHere has the person a device on this node? Then its own changes are what is told.
   * @param correct tells this node's people how someone is.
   */
  constructor(
    private readonly registry: PresenceRegistry,
    private readonly isHere: (userId: string) => boolean,
    private readonly correct: (missed: MissedStatus) => void,
  ) {}

  /** This node's people are told how someone is who is elsewhere, or nowhere. */
  note(person: Person, status: PersonStatus): void {
    const { id, username } = person;
    this.toldMeanwhile?.add(id);
    this.set({ person: { id, username }, status });
  }

  /** False: this node's people know already that the person is so. */
  isNews({ id }: Person, status: PersonStatus): boolean {
    return this.mayBeWrong || !this.wasRead || this.isHere(id) || this.statusOf(id) !== status;
  }

  statusOf(userId: string): PersonStatus {
    return this.known.get(userId)?.status ?? 'offline';
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
      this.wasRead = true;
    } catch (fault) {
      this.mayBeWrong = true;
      throw fault;
    } finally {
      this.toldMeanwhile = undefined;
    }
  }

  private async read(): Promise<Map<string, MissedStatus>> {
    const found = new Map<string, MissedStatus>();
    for (const node of textsOf(await this.registry.ask('others'))) {
      const people = textsOf(await this.registry.ask('people', node));
      for (let at = 0; at < people.length; at += 2) {
        const user = parseUser(people[at] ?? '');
        if (!isUser(user)) continue;
        const { id, username } = user;
        found.set(id, { person: { id, username }, status: toStatus(people[at + 1]) });
      }
    }
    return found;
  }

  private replace(found: ReadonlyMap<string, MissedStatus>, told: ReadonlySet<string>): void {
    const now = new Map(found);
    for (const [userId, { person }] of this.known) {
      if (!now.has(userId)) now.set(userId, { person, status: 'offline' });
    }
    const wrong = [...now].flatMap(([userId, next]) =>
      told.has(userId) || this.statusOf(userId) === next.status ? [] : [next],
    );
    for (const next of wrong) this.set(next);
    if (!this.wasRead) return;
    const missed = wrong.filter(({ person }) => !this.isHere(person.id));
    for (const next of missed.slice(0, MOST_CORRECTED)) this.correct(next);
  }

  private set(next: MissedStatus): void {
    const { id } = next.person;
    if (next.status === 'offline') this.known.delete(id);
    else if (this.known.size < MOST_REMEMBERED || this.known.has(id)) this.known.set(id, next);
  }
}
