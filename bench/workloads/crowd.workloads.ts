import { loadFigures, Samples } from '../results.js';
import {
  gather,
  interleave,
  schedule,
  warmUp,
  withStage,
  withStages,
  type CrowdPlan,
  type Opening,
  type Workload,
} from './workload.js';

const FRESH_ROUNDS = 3;
/** After the start, and after the joins, before memory is read. */
const SETTLE_MS = 1_000;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const idle: Workload = {
  name: 'idle-5000',
  summary: '5,000 connections joined to 500 rooms of 10, idle',
  targets: ['tutorial', 'nest', 'parley'],
  bars: [
    {
      text: 'RSS a connection ≤ 1.15 × (a)',
      metric: 'rssPerConnection',
      of: { target: 'parley' },
      against: { target: 'tutorial' },
      atMost: 1.15,
    },
  ],
  async measure(run) {
    const samples = new Samples();
    const rooms = run.quick ? 3 : 500;
    const plan: CrowdPlan = { rooms, size: 10, senders: 1, sends: 'room' };
    for (let round = 1; round <= (run.quick ? 1 : FRESH_ROUNDS); round += 1) {
      for (const target of run.targets) {
        run.progress(`${target.label}: round ${round} of ${FRESH_ROUNDS}`);
        await withStage(run, { target }, async (stage) => {
          await pause(run.quick ? 0 : SETTLE_MS);
          const before = stage.residentBytes;
          await gather(run, stage, plan);
          await pause(run.quick ? 0 : SETTLE_MS);
          const rss = stage.residentBytes;
          const rssPerConnection = (rss - before) / (rooms * plan.size) / 1e3;
          samples.add(target.name, '', { rss: rss / 1e6, rssPerConnection });
        });
      }
    }
    return samples;
  },
};

const joinStorm: Workload = {
  name: 'join-1000',
  summary: '1,000 clients join one room at once, until all are in and told of all',
  targets: ['tutorial', 'nest', 'parley'],
  bars: [
    {
      text: 'time ≤ 0.5 × (a)',
      metric: 'seconds',
      of: { target: 'parley' },
      against: { target: 'tutorial' },
      atMost: 0.5,
    },
  ],
  async measure(run) {
    const samples = new Samples();
    const size = run.quick ? 30 : 1_000;
    for (let round = 1; round <= (run.quick ? 1 : FRESH_ROUNDS); round += 1) {
      for (const target of run.targets) {
        run.progress(`${target.label}: round ${round} of ${FRESH_ROUNDS}`);
        await withStage(run, { target }, async (stage) => {
          await stage.run({ do: 'join-storm', size: Math.ceil(size / 10), round: 'warm-up' });
          const { seconds, residentBytes } = await stage.run({
            do: 'join-storm',
            size,
            round: 'a',
          });
          samples.add(target.name, '', { seconds, rss: residentBytes / 1e6 });
        });
      }
    }
    return samples;
  },
};

const SIZES = [100, 1_000, 10_000];
const QUICK_SIZES = [4, 8, 16];

function members(size: number): string {
  return `${size.toLocaleString('en')} members`;
}

const growth: Workload = {
  name: 'growth',
  summary: 'one room of 100, of 1,000 and of 10,000 members, 32 sends in flight',
  // With a notice for each join, 10,000 joins are 50 million notices: (a) would take minutes.
  targets: ['joined-loop', 'parley'],
  bars: [1_000, 10_000].map((size) => ({
    text: `CPU a delivery at ${members(size)} ≤ 1.3 × at 100`,
    metric: 'cpu',
    of: { target: 'parley', variant: members(size) },
    against: { target: 'parley', variant: members(100) },
    atMost: 1.3,
  })),
  async measure(run) {
    const samples = new Samples();
    const { rampMs, measureMs } = schedule(run.quick);
    const openings = run.targets.flatMap((target) =>
      (run.quick ? QUICK_SIZES : SIZES).map((size): Opening => {
        const plan: CrowdPlan = { rooms: 1, size, senders: Math.min(32, size), sends: 'room' };
        return { target, variant: members(size), plan };
      }),
    );
    await withStages(run, openings, async (stages) => {
      await warmUp(run, stages, 1);
      await interleave(run, run.quick ? 1 : FRESH_ROUNDS, stages, async (stage) => {
        const measured = await stage.run({ do: 'closed-loop', window: 1, rampMs, measureMs });
        samples.add(stage.target.name, stage.variant, loadFigures(measured));
      });
    });
    return samples;
  },
};

export const crowdWorkloads = [idle, joinStorm, growth];
