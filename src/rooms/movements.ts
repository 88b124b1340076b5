import type { Room } from './room.js';

/** Someone's first device came into a room, or their last one went out. */
export interface Movement {
  readonly room: Pick<Room, 'id' | 'name'>;
  readonly username: string;
  readonly event: 'joined' | 'left';
}

/** Port: who comes and goes, told to every node, which gathers it for its own sockets. Never fails. */
export abstract class Movements {
  /** Tells all nodes, this one at once. */
  abstract tell(movement: Movement): void;
  /** Hears what is told on any node, in each node's order. */
  abstract listen(listener: (movement: Movement) => void): void;
}

/** The movements of one node, which is the whole server. */
export class LocalMovements extends Movements {
  private readonly listeners: ((movement: Movement) => void)[] = [];

  override tell(movement: Movement): void {
    for (const listener of this.listeners) listener(movement);
  }

  override listen(listener: (movement: Movement) => void): void {
    this.listeners.push(listener);
  }
}
