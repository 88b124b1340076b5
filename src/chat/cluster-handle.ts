/** What this node and the others have told each other since its start, and what waits. */
export interface ClusterFigures {
  /** Other nodes that were heard of lately. */
  readonly peers: number;
  /** Publications to Redis, the items in them, and items that were never published. */
  readonly publications: number;
  readonly items: number;
  readonly dropped: number;
  /** Items that wait to be published. */
  readonly waiting: number;
  /** Messages that wait for earlier ones of their room. */
  readonly held: number;
  /** How often the database was asked what others may have sent. */
  readonly catchUps: number;
  /** Messages that were read from the database, since the others' news of them did not come. */
  readonly fetched: number;
  /** Messages that were too many to read: clients see a gap, and fetch them. */
  readonly skipped: number;
  /** 1 while this node has a lease of presence, else 0. */
  readonly leases: number;
  /** How often it was renewed, and how many devices of dead nodes this one has seen off. */
  readonly renewals: number;
  readonly reaped: number;
}

/** Port: this node, and whether it hears the others. */
export abstract class ClusterHandle {
  /**
   * `single`: there are no others. `away`: they may be there and cannot be heard, so that this node
   * serves its own sockets, and brings them what others send from the database.
   */
  abstract readonly state: 'single' | 'connected' | 'away';
  abstract readonly figures: ClusterFigures;
  /** Leaves the others. Nothing reaches them afterwards. */
  abstract leave(): Promise<void>;
}

/** A server of one node. */
export class SingleNode extends ClusterHandle {
  override readonly state = 'single';
  override readonly figures: ClusterFigures = {
    peers: 0,
    publications: 0,
    items: 0,
    dropped: 0,
    waiting: 0,
    held: 0,
    catchUps: 0,
    fetched: 0,
    skipped: 0,
    leases: 0,
    renewals: 0,
    reaped: 0,
  };

  override leave(): Promise<void> {
    return Promise.resolve();
  }
}
