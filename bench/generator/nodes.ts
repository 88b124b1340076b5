import type { GeneratorSetup } from './commands.js';

/** To which node someone connects: each next one to the next node. */
export function nodeOf({ ports }: GeneratorSetup, index: number): number {
  return index % ports.length;
}

/** Where that node listens. */
export function portOf(setup: GeneratorSetup, index: number): number {
  const port = setup.ports[nodeOf(setup, index)];
  if (port === undefined) throw new Error('there is no node to connect to');
  return port;
}
