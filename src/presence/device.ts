import type { User } from '../identity/user.js';

/** One live connection of a person who has been identified. A person may have several. */
export interface Device {
  /** Unique among all live devices on all nodes: the socket's id. */
  readonly id: string;
  readonly user: User;
  /** What limits count its address as. */
  readonly address?: string;
}
