import { Movements, type Movement } from '../rooms/movements.js';
import type { ClusterBus } from './cluster-bus.js';
import { BUS_GUARDS } from './wire.guards.js';

/** The movements of all nodes. */
export class BusMovements extends Movements {
  private readonly listeners: ((movement: Movement) => void)[] = [];

  constructor(private readonly bus: ClusterBus) {
    super();
    bus.subscribe('movement', (body) => {
      if (BUS_GUARDS.movement(body)) this.tellHere(body);
    });
  }

  override tell(movement: Movement): void {
    this.tellHere(movement);
    this.bus.publish('movement', movement);
  }

  override listen(listener: (movement: Movement) => void): void {
    this.listeners.push(listener);
  }

  private tellHere(movement: Movement): void {
    for (const listener of this.listeners) listener(movement);
  }
}
