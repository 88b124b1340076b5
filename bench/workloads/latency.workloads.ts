import { loadFigures, Samples } from '../results.js';
import type { Stage } from '../stage.js';
import { SINGLE_NODE, TARGETS } from '../targets.js';
import { ROOM_OF_200 } from './saturation.workloads.js';
import {
  interleave,
  schedule,
  shrunk,
  warmUp,
  withStage,
  withStages,
  type CrowdPlan,
  type Run,
  type Workload,
} from './workload.js';

/** Deliveries a second that are offered in turn; a target that cannot keep up stays behind. */
const OFFERED = [20_000, 40_000, 60_000, 80_000, 120_000, 180_000, 270_000, 400_000, 600_000];
const QUICK_OFFERED = [500, 1_000];
/**
 * A round of `latency`: of fewer messages than these, the 99th percentile would be the handful that
 * came last of all. Milliseconds.
 */
const LONG_ROUND = { rampMs: 1_000, measureMs: 4_000 };
/** Below this share of what is offered, a server is saturated. */
const KEEPS_UP = 0.95;

/** Deliveries a second of the first baseline, as fast as it goes: the median of three. */
async function saturationOf(run: Run, plan: CrowdPlan): Promise<number> {
  const { rampMs, measureMs } = schedule(run.quick);
  return withStage(run, { target: TARGETS.tutorial, plan }, async (stage) => {
    await warmUp(run, [stage], 1);
    const samples = new Samples();
    await interleave(run, run.quick ? 1 : 3, [stage], async () => {
      const measured = await stage.run({ do: 'closed-loop', window: 1, rampMs, measureMs });
      samples.add(stage.target.name, '', loadFigures(measured));
    });
    const median = samples.rows()[0]?.metrics.throughput?.median;
    if (median === undefined) throw new Error('the baseline was not measured');
    return median;
  });
}

const latency: Workload = {
  name: 'latency',
  summary: "200 members at a fixed rate: half of baseline (a)'s saturation load",
  targets: SINGLE_NODE,
  bars: [
    {
      text: 'p99 delivery latency ≤ 0.5 × (a)',
      metric: 'p99',
      of: { target: 'parley' },
      against: { target: 'tutorial' },
      atMost: 0.5,
    },
  ],
  async measure(run) {
    const samples = new Samples();
    const plan = run.quick ? shrunk(ROOM_OF_200) : ROOM_OF_200;
    const { rounds, ...short } = schedule(run.quick);
    const { rampMs, measureMs } = run.quick ? short : LONG_ROUND;
    const offered = (await saturationOf(run, plan)) / 2;
    // The quick run asks whether all arrives, not how much the machine can take.
    const sendsPerSecond = run.quick ? 50 : offered / (plan.size - 1);
    const openings = run.targets.map((target) => ({ target, plan }));
    await withStages(run, openings, async (stages) => {
      await warmUp(run, stages, 1);
      await interleave(run, rounds, stages, async (stage) => {
        const measured = await stage.run({ do: 'open-loop', sendsPerSecond, rampMs, measureMs });
        samples.add(stage.target.name, stage.variant, { offered, ...loadFigures(measured) });
      });
    });
    return samples;
  },
};

/** Offers one load to those who kept up with the ones before. Returns those who still do. */
async function offer(
  run: Run,
  stages: readonly Stage[],
  offered: number,
  audience: number,
  samples: Samples,
): Promise<Stage[]> {
  const { rampMs, measureMs } = schedule(run.quick);
  const keepingUp: Stage[] = [];
  for (const stage of stages) {
    run.progress(`${stage.target.label}: ${offered} deliveries/s`);
    const sendsPerSecond = offered / audience;
    const measured = await stage.run({ do: 'open-loop', sendsPerSecond, rampMs, measureMs });
    const figures = loadFigures(measured);
    samples.add(stage.target.name, String(offered), { offered, ...figures });
    if ((figures.throughput ?? 0) >= offered * KEEPS_UP) keepingUp.push(stage);
  }
  return keepingUp;
}

const load: Workload = {
  name: 'load',
  summary: '200 members, throughput and p99 against a rising load',
  targets: ['tutorial', 'ws-loop', 'joined-loop', 'parley'],
  bars: [],
  async measure(run) {
    const samples = new Samples();
    const plan = run.quick ? shrunk(ROOM_OF_200) : ROOM_OF_200;
    const openings = run.targets.map((target) => ({ target, plan }));
    await withStages(run, openings, async (stages) => {
      await warmUp(run, stages, 1);
      let left: Stage[] = stages;
      for (const offered of run.quick ? QUICK_OFFERED : OFFERED) {
        left = await offer(run, left, offered, plan.size - 1, samples);
      }
    });
    return samples;
  },
};

export const latencyWorkloads = [latency, load];
