import type { World } from '../world/world.js';

/** What a row needs beside the server and a disk. */
export type Need = 'postgres' | 'redis' | 'nginx' | 'strace' | 'mount';

/** A fault, how it is injected, and what must hold; the checker looks at the rest. */
export interface Row {
  /** Its number in the fault table of docs/guarantees.md, and its variant if it has several. */
  readonly number: string;
  readonly title: string;
  readonly needs: readonly Need[];
  /** How often the fault is injected in the long run. */
  readonly rounds: number;
  /** Makes the world, breaks it, heals it. @throws Error what its own bar says was missed. */
  readonly run: (world: World, rounds: number) => Promise<void>;
}
