/** What an item on the bus is about. */
export type BusTopic =
  | 'deliver'
  | 'notice'
  | 'presence'
  | 'typing'
  | 'dissolve'
  | 'disconnect'
  | 'movement'
  | 'socket.io';

/** How the bus stands with the other nodes. */
export type BusState = 'connected' | 'away';

/**
 * Port: what the nodes of a cluster tell each other while they live. At most once: what is published
 * while the others cannot be reached is lost, and `onGap` then tells each node that something may be
 * missing, so that it looks into the database. Items of one node come in the order in which it
 * published them; between nodes there is no order. Never waits, never fails, holds a bounded amount.
 */
export abstract class ClusterBus {
  /** Unique among all nodes that ever were. */
  abstract readonly nodeId: string;
  abstract readonly state: BusState;
  /** Are all nodes heard, as far as this one can tell? Until they are, it looks into the database. */
  abstract readonly isWhole: boolean;
  /** How many other nodes have been heard of lately. */
  abstract readonly peerCount: number;
  /** Sends an item, of what JSON can hold, to all other nodes. */
  abstract publish(topic: BusTopic, body: unknown): void;
  /** Has items of other nodes handed over; their bodies are what came over the wire. */
  abstract subscribe(topic: BusTopic, listener: (body: unknown) => void): void;
  /** Items of others may have been missed. Told again whenever it may have happened again. */
  abstract onGap(listener: () => void): void;
  /** A node, this one or another, is heard that was not heard before: it may have missed items. */
  abstract onReturn(listener: () => void): void;
}
