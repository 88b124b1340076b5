import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SentMessage } from '../../src/client/index.js';
import type { Faults } from './faulty-network.js';
import { DEVICES, ModelRun, type Name, type Step } from './model-run.js';
import { faultsOf } from './watched-channel.js';

const device = fc.nat({ max: DEVICES.length - 1 });
const after = fc.oneof(fc.constant(0), fc.nat({ max: 1_500 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      after,
      device,
      privately: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('disconnect' as const),
      after,
      who: fc.constantFrom<Name | undefined>('alice', 'bob', undefined),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read' as const), after, device }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('join', 'restart'), after, device }),
  },
);
const rate = fc.integer({ min: 0, max: 40 }).map((percent) => percent / 100);
const faults: fc.Arbitrary<Faults> = fc.record({
  drop: rate,
  duplicate: rate,
  fail: rate,
  refuse: rate,
  delayMs: fc.integer({ min: 1, max: 3_000 }),
});

async function problemsOf(seed: number, faults: Faults, steps: readonly Step[]) {
  const run = new ModelRun(seed);
  try {
    await run.start();
    run.server.network.faults = faults;
    for (const step of steps) await run.take(step);
    await run.heal();
    return run.problems();
  } finally {
    run.stop();
  }
}

describe('nothing lost, nothing twice, in order', () => {
  it('over a network that drops, delays, duplicates, reorders and disconnects', async () => {
    const steps = fc.array(step, { maxLength: 50, size: 'max' });
    const property = fc.asyncProperty(fc.integer(), faults, steps, async (...run) => {
      expect(await problemsOf(...run)).toEqual([]);
    });
    await fc.assert(property, {
      interruptAfterTimeLimit: 30_000,
      numRuns: Number(process.env['FC_RUNS'] ?? 100),
    });
  }, 120_000);
});

describe('the checker', () => {
  const message = (seq: number): SentMessage => ({
    key: `${seq}`,
    id: `${seq}`,
    seq,
    type: 'generic',
    username: 'bob',
    mine: false,
    message: `text ${seq}`,
    at: '',
    state: 'sent',
  });
  const good = [message(1), message(2), message(3)];

  it('passes what is right', () => {
    expect(faultsOf(good)).toEqual([]);
  });

  it.each([
    ['a lost message', [message(1), message(3)], 'a gap, or not in order'],
    ['messages out of order', [message(2), message(1)], 'a gap, or not in order'],
    ['a copy', [message(1), { ...message(2), message: 'text 1' }], 'a copy'],
    ['a key used twice', [message(1), { ...message(2), key: '1' }], 'a key twice'],
  ])('sees %s', (_, messages, fault) => {
    expect(faultsOf(messages)).toEqual([fault]);
  });
});
