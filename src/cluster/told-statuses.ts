import type { PersonStatus } from '../protocol/index.js';
import type { Transition } from '../presence/presence.store.js';

/** What is to be told when Redis has someone again. */
export interface Untold extends Transition {
  /** This node's people were told while Redis was away. */
  readonly toldHere: boolean;
}

interface Told {
  status: PersonStatus;
  /** Redis knows it, and so every node that asks; otherwise only this node's people were told. */
  confirmed: boolean;
  /** They had a device on another node when that was last known. */
  elsewhere: boolean;
}

/** What was last told of the people of this node, so that nothing is told twice, or wrongly. */
export class ToldStatuses {
  private readonly told = new Map<string, Told>();

  /** Redis says how someone is, and it is told. @param isLocal they have a device on this node. */
  confirm(userId: string, status: PersonStatus, elsewhere: boolean, isLocal: boolean): void {
    if (isLocal) this.told.set(userId, { status, confirmed: true, elsewhere });
    else this.told.delete(userId);
  }

  /**
   * Redis is away: what to tell, if this node sees such a transition of its own devices.
   * @param elsewhere how the person is on other nodes, as far as that is known.
   */
  guess(userId: string, { before, after }: Transition, elsewhere: PersonStatus): Transition {
    const known = this.told.get(userId);
    const earlier = known?.status ?? before;
    const isElsewhere = known?.elsewhere === true || elsewhere !== 'offline';
    const next = after === 'offline' && isElsewhere ? earlier : after;
    if (after === 'offline') this.told.delete(userId);
    else {
      this.told.set(userId, { status: next, confirmed: false, elsewhere: isElsewhere });
    }
    return { before: earlier, after: next };
  }

  /** Others took this node for dead, and told everyone that its people went. */
  clear(): void {
    this.told.clear();
  }

  /**
   * Redis has someone again: what is still to be told, if anything.
   * @param before what Redis had of them.
   */
  settle(
    userId: string,
    before: PersonStatus,
    after: PersonStatus,
    elsewhere: boolean,
  ): Untold | undefined {
    const known = this.told.get(userId);
    this.told.set(userId, { status: after, confirmed: true, elsewhere });
    if (!known) return before === after ? undefined : { before, after, toldHere: false };
    if (known.status !== after) return { before: known.status, after, toldHere: false };
    return known.confirmed ? undefined : { before, after, toldHere: true };
  }
}
