/** Port: this node, and whether it hears the others. */
export abstract class ClusterHandle {
  /**
   * `single`: there are no others. `away`: they may be there and cannot be heard, so that this node
   * serves its own sockets, and brings them what others send from the database.
   */
  abstract readonly state: 'single' | 'connected' | 'away';
  /** Leaves the others. Nothing reaches them afterwards. */
  abstract leave(): Promise<void>;
}

/** A server of one node. */
export class SingleNode extends ClusterHandle {
  override readonly state = 'single';

  override leave(): Promise<void> {
    return Promise.resolve();
  }
}
