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
  /** Messages that were read from the database, since the others' news of them did not come. */
  readonly fetched: number;
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
    fetched: 0,
  };

  override leave(): Promise<void> {
    return Promise.resolve();
  }
}
