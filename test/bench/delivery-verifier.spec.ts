import { describe, expect, it } from '@jest/globals';
import { DeliveryVerifier } from '../../bench/generator/delivery.verifier.js';

/** Two rooms of three, of whom two send: members 0–2 and 3–5, senders 0, 1, 3 and 4. */
const PLAN = { rooms: 2, size: 3, senders: 2 };
type Delivery = readonly [receiver: number, sender: number, seq: number];

/** Sender 0 sends twice, 4 once. */
const SENT = Uint32Array.of(2, 0, 0, 0, 1, 0);
const GOOD: Delivery[] = [
  [1, 0, 1],
  [2, 0, 1],
  [3, 4, 1],
  [2, 0, 2],
  [5, 4, 1],
  [1, 0, 2],
];

function faultsOf(deliveries: readonly Delivery[]): string[] {
  const verifier = new DeliveryVerifier(PLAN);
  for (const delivery of deliveries) verifier.accept(...delivery);
  return verifier.faults(SENT);
}

describe('DeliveryVerifier', () => {
  it('finds nothing wrong when every receiver has everything once and in order', () => {
    expect(faultsOf(GOOD)).toEqual([]);
  });

  it('counts what is right', () => {
    const verifier = new DeliveryVerifier(PLAN);
    expect(GOOD.map((delivery) => verifier.accept(...delivery))).not.toContain(false);
    expect(verifier.accepted).toBe(GOOD.length);
  });

  it.each(GOOD.map((_, index) => [index]))('misses delivery %i', (index) => {
    expect(faultsOf(GOOD.toSpliced(index, 1))).toEqual(['1 deliveries lost']);
  });

  it.each(GOOD.map((_, index) => [index]))('sees delivery %i twice', (index) => {
    const twice = [...GOOD, ...GOOD.slice(index, index + 1)];
    expect(faultsOf(twice)).toEqual(['1 deliveries duplicated']);
  });

  it('tells a swap from a loss', () => {
    const swapped: Delivery[] = [
      ...GOOD.filter(([receiver]) => receiver !== 1),
      [1, 0, 2],
      [1, 0, 1],
    ];
    expect(faultsOf(swapped)).toEqual(['1 deliveries out of order']);
  });

  it.each<[string, Delivery]>([
    ['the sender', [0, 0, 1]],
    ['another room', [3, 0, 1]],
    ['a room before', [1, 4, 1]],
    ['anyone, from a member who does not send', [0, 2, 1]],
  ])('notices a delivery to %s', (_, stray) => {
    expect(faultsOf([...GOOD, stray])).toEqual(['1 deliveries to the wrong member']);
  });
});
