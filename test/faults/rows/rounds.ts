import { HEAL_MS, type World } from '../world/world.js';

/** Injects a fault as often as it was asked for, and says how far it is. */
export async function eachRound(
  world: World,
  rounds: number,
  fault: string,
  inject: (round: number) => Promise<void>,
): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    world.options.report(`${fault} ${round} of ${rounds}`);
    await inject(round);
  }
}

/** A fault is over: everyone must be level again in time. */
export async function healed(world: World, fault: string): Promise<void> {
  world.heal(fault);
  await levelAgain(world);
}

/** Everyone must be level again in time, after a fault of one moment. */
export async function levelAgain(world: World): Promise<void> {
  world.note('level again, ms', await world.levelled(HEAL_MS));
}
