import { loadFigures, Samples, type Figures } from '../results.js';
import type { Stage, StageMeasurement } from '../stage.js';
import {
  interleave,
  schedule,
  shrunk,
  warmUp,
  withStages,
  type CrowdPlan,
  type Run,
  type Workload,
} from './workload.js';

/** People are spread over the nodes in turn: 200 on each of two, and 16 of the senders. */
const ROOM_OF_400: CrowdPlan = { rooms: 1, size: 400, senders: 32, sends: 'room' };
/** Messages a second that are offered in turn; a target that cannot keep up is offered no more. */
const MESSAGES_PER_SECOND = [25, 50, 100, 200, 400, 800, 1_600];
const QUICK_MESSAGES_PER_SECOND = [20, 40];
/** Below this share of what is offered, a server is saturated. */
const KEEPS_UP = 0.95;

/** What a load tells of a server whose nodes share something; `audience` receive each message. */
function clusterFigures(measured: StageMeasurement, audience: number): Figures {
  const { deliveries, redisCpu, postgresCpu, redisCommands, sends = 0 } = measured;
  const messages = Math.max(1, deliveries / audience);
  return {
    ...loadFigures(measured),
    ...(redisCommands > 0 && {
      redisOps: redisCommands / Math.max(1, sends),
      redisCpu: (redisCpu * 1e6) / messages,
    }),
    ...(postgresCpu > 0 && { postgresCpu: (postgresCpu * 1e6) / messages }),
  };
}

/** In flight for each of the 32 senders. */
const WINDOWS = [1, 2, 4];

function inFlight(window: number): string {
  return `${ROOM_OF_400.senders * window} in flight`;
}

const busyRoom: Workload = {
  name: 'cluster-400',
  summary:
    'one room, 400 members, 32, 64 and 128 sends in flight; two nodes have 200 of the members each',
  targets: ['tutorial', 'tutorial-redis', 'parley', 'parley-postgres', 'parley-cluster'],
  bars: WINDOWS.map(inFlight).map((variant) => ({
    text: `deliveries/s of two nodes ≥ 4 × (a2), ${variant}`,
    metric: 'throughput',
    of: { target: 'parley-cluster', variant },
    against: { target: 'tutorial-redis', variant },
    atLeast: 4,
  })),
  async measure(run) {
    const samples = new Samples();
    const plan = run.quick ? shrunk(ROOM_OF_400) : ROOM_OF_400;
    const { rounds, rampMs, measureMs } = schedule(run.quick);
    const openings = run.targets.map((target) => ({ target, plan }));
    await withStages(run, openings, async (stages) => {
      await warmUp(run, stages, 1);
      for (const window of run.quick ? [1] : WINDOWS) {
        await interleave(run, rounds, stages, async (stage) => {
          const measured = await stage.run({ do: 'closed-loop', window, rampMs, measureMs });
          const figures = clusterFigures(measured, plan.size - 1);
          samples.add(stage.target.name, inFlight(window), figures);
        });
      }
    });
    return samples;
  },
};

/** Offers one load to those who kept up with the ones before. Returns those who still do. */
async function offer(
  run: Run,
  stages: readonly Stage[],
  messages: number,
  audience: number,
  samples: Samples,
): Promise<Stage[]> {
  const { rampMs, measureMs } = schedule(run.quick);
  const offered = messages * audience;
  const keepingUp: Stage[] = [];
  for (const stage of stages) {
    run.progress(`${stage.target.label}: ${messages} messages/s`);
    const measured = await stage.run({
      do: 'open-loop',
      sendsPerSecond: messages,
      rampMs,
      measureMs,
    });
    const figures = clusterFigures(measured, audience);
    samples.add(stage.target.name, atRate(messages), { offered, ...figures });
    if ((figures.throughput ?? 0) >= offered * KEEPS_UP) keepingUp.push(stage);
  }
  return keepingUp;
}

function atRate(messages: number): string {
  return `${messages.toLocaleString('en')} messages/s`;
}

const risingLoad: Workload = {
  name: 'cluster-load',
  summary: 'the same room at rising rates: what a message costs the nodes, Redis and PostgreSQL',
  targets: ['tutorial-redis', 'parley-cluster'],
  bars: [
    {
      text: 'Redis commands a message at 800 messages/s ≤ 0.5 × at 25',
      metric: 'redisOps',
      of: { target: 'parley-cluster', variant: atRate(800) },
      against: { target: 'parley-cluster', variant: atRate(25) },
      atMost: 0.5,
    },
  ],
  async measure(run) {
    const samples = new Samples();
    const plan = run.quick ? shrunk(ROOM_OF_400) : ROOM_OF_400;
    const openings = run.targets.map((target) => ({ target, plan }));
    await withStages(run, openings, async (stages) => {
      await warmUp(run, stages, 1);
      let left: Stage[] = stages;
      for (const messages of run.quick ? QUICK_MESSAGES_PER_SECOND : MESSAGES_PER_SECOND) {
        left = await offer(run, left, messages, plan.size - 1, samples);
      }
    });
    return samples;
  },
};

export const clusterWorkloads = [busyRoom, risingLoad];
