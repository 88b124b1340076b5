import { loadFigures, Samples } from '../results.js';
import { SINGLE_NODE } from '../targets.js';
import {
  interleave,
  schedule,
  shrunk,
  warmUp,
  withStages,
  type Bar,
  type CrowdPlan,
  type Workload,
} from './workload.js';

/** A number of messages always in flight, as fast as the server goes. */
interface Saturation {
  name: string;
  summary: string;
  plan: CrowdPlan;
  /** In flight for each sender. */
  window: number;
  bars: Bar[];
}

/** How many times the deliveries a second of a baseline Parley must reach. */
function throughputBar(against: 'tutorial' | 'joined-loop', atLeast: number): Bar {
  const label = against === 'tutorial' ? '(a)' : '(d)';
  return {
    text: `deliveries/s ≥ ${atLeast} × ${label}`,
    metric: 'throughput',
    of: { target: 'parley' },
    against: { target: against },
    atLeast,
  };
}

function saturation({ name, summary, plan, window, bars }: Saturation): Workload {
  return {
    name,
    summary,
    targets: SINGLE_NODE,
    bars,
    async measure(run) {
      const samples = new Samples();
      const { rounds, rampMs, measureMs } = schedule(run.quick);
      const crowd = run.quick ? shrunk(plan) : plan;
      const openings = run.targets.map((target) => ({ target, plan: crowd }));
      await withStages(run, openings, async (stages) => {
        await warmUp(run, stages, window);
        await interleave(run, rounds, stages, async (stage) => {
          const measured = await stage.run({ do: 'closed-loop', window, rampMs, measureMs });
          samples.add(stage.target.name, stage.variant, loadFigures(measured));
        });
      });
      return samples;
    },
  };
}

export const ROOM_OF_200: CrowdPlan = { rooms: 1, size: 200, senders: 32, sends: 'room' };

export const saturationWorkloads: Workload[] = [
  saturation({
    name: 'room-200',
    summary: 'one room, 200 members, 32 sends in flight',
    plan: ROOM_OF_200,
    window: 1,
    bars: [throughputBar('tutorial', 8), throughputBar('joined-loop', 0.6)],
  }),
  saturation({
    name: 'room-1000',
    summary: 'one room, 1,000 members, 32 sends in flight',
    plan: { rooms: 1, size: 1_000, senders: 32, sends: 'room' },
    window: 1,
    bars: [throughputBar('tutorial', 8)],
  }),
  saturation({
    name: 'rooms-100x10',
    summary: '100 rooms of 10, 8 sends in flight in each',
    plan: { rooms: 100, size: 10, senders: 8, sends: 'room' },
    window: 1,
    bars: [throughputBar('tutorial', 2)],
  }),
  saturation({
    name: 'pairs-200',
    summary: '200 pairs in rooms of two, 4 sends in flight in each',
    plan: { rooms: 200, size: 2, senders: 2, sends: 'room' },
    window: 2,
    bars: [throughputBar('tutorial', 0.5)],
  }),
  saturation({
    name: 'pm-200',
    summary: 'private messages between 200 pairs, 4 in flight in each',
    plan: { rooms: 200, size: 2, senders: 2, sends: 'pm' },
    window: 2,
    bars: [throughputBar('tutorial', 0.5)],
  }),
];
