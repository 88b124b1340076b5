import { farewells } from '../world/cluster-health.js';
import type { World } from '../world/world.js';

/** @throws Error what was expected, if it is not so. */
export function expectThat(what: string, isSo: boolean): void {
  if (!isSo) throw new Error(`Expected: ${what}`);
}

/** @throws Error someone was told since then that one of the people went, though none did. */
export function expectNoFarewells(world: World, since: number): void {
  const [first] = farewells(world, since);
  expectThat(`no one is said to have gone (${first})`, first === undefined);
}
