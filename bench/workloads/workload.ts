import type { GatherCommand } from '../generator/commands.js';
import type { BarResult, Metric, Row, Samples } from '../results.js';
import { Stage } from '../stage.js';
import type { Target, TargetName } from '../targets.js';

/** What a workload runs with. */
export interface Run {
  /** Those asked for that the workload is for. */
  targets: Target[];
  /** Small and short: finds out only whether all arrives. */
  quick: boolean;
  /** Says what is being done now. */
  progress: (text: string) => void;
}

/** A row of a workload's results. */
interface RowRef {
  target: TargetName;
  variant?: string;
}

/** What Parley must reach: a ratio of medians of the same run. */
export interface Bar {
  text: string;
  metric: Metric;
  of: RowRef;
  against: RowRef;
  atLeast?: number;
  atMost?: number;
}

export interface Workload {
  name: string;
  summary: string;
  /** The targets for which it means something. */
  targets: readonly TargetName[];
  bars: readonly Bar[];
  measure(run: Run): Promise<Samples>;
}

const WARM_UP_MS = 1_500;

export type CrowdPlan = Omit<GatherCommand, 'do' | 'quietMs'>;

/** How long and how often; the quick one has no time to be accurate. */
export function schedule(quick: boolean): { rounds: number; rampMs: number; measureMs: number } {
  return quick
    ? { rounds: 1, rampMs: 0, measureMs: 150 }
    : { rounds: 5, rampMs: 300, measureMs: 1_500 };
}

/** The same workload with few people. */
export function shrunk(plan: CrowdPlan): CrowdPlan {
  return {
    ...plan,
    rooms: Math.min(plan.rooms, 3),
    size: Math.min(plan.size, 12),
    senders: Math.min(plan.senders, 6),
  };
}

/** A stage that a workload needs. */
export interface Opening {
  target: Target;
  /** Tells it apart from others of the same target. */
  variant?: string;
  /** See `Stage.open`. */
  database?: string;
  /** Who has joined before it is used; no one if absent. */
  plan?: CrowdPlan;
}

/** Opens stages one after the other, and closes them all whatever happens. */
export async function withStages<T>(
  run: Run,
  openings: readonly Opening[],
  use: (stages: Stage[]) => Promise<T>,
): Promise<T> {
  const stages: Stage[] = [];
  try {
    for (const { target, variant, database, plan } of openings) {
      const stage = await Stage.open(target, variant, database);
      stages.push(stage);
      if (plan !== undefined) await gather(run, stage, plan);
    }
    return await use(stages);
  } finally {
    await Promise.all(stages.map((stage) => stage.close()));
  }
}

/** `withStages` for one. */
export function withStage<T>(
  run: Run,
  opening: Opening,
  use: (stage: Stage) => Promise<T>,
): Promise<T> {
  return withStages(run, [opening], ([stage]) => {
    if (stage === undefined) throw new Error('the stage was not opened');
    return use(stage);
  });
}

/** Connects a stage's crowd. What is told after the joins is waited for, unless time is short. */
export async function gather(run: Run, stage: Stage, plan: CrowdPlan): Promise<void> {
  run.progress(`${stage.target.label}: ${plan.rooms * plan.size} people join`);
  const quietMs = run.quick ? 0 : stage.target.tellsWithinMs;
  await stage.run({ do: 'gather', ...plan, quietMs });
}

/** Not measured: lets the servers' code be compiled and their caches fill. */
export async function warmUp(run: Run, stages: readonly Stage[], window: number): Promise<void> {
  const measureMs = run.quick ? 0 : WARM_UP_MS;
  for (const stage of stages) {
    run.progress(`${stage.target.label} ${stage.variant}: warm-up`);
    await stage.run({ do: 'closed-loop', window, rampMs: 0, measureMs });
  }
}

/** Runs a round on each stage in turn, A B A B, so that what disturbs the machine hits all alike. */
export async function interleave(
  run: Run,
  rounds: number,
  stages: readonly Stage[],
  round: (stage: Stage, number: number) => Promise<void>,
): Promise<void> {
  for (let number = 1; number <= rounds; number += 1) {
    for (const stage of stages) {
      run.progress(`${stage.target.label} ${stage.variant}: round ${number} of ${rounds}`);
      await round(stage, number);
    }
  }
}

/** The bars whose rows were all measured. */
export function judge(bars: readonly Bar[], rows: readonly Row[]): BarResult[] {
  return bars.flatMap((bar) => {
    const of = medianOf(rows, bar.of, bar.metric);
    const against = medianOf(rows, bar.against, bar.metric);
    if (of === undefined || against === undefined) return [];
    const ratio = of / against;
    const met = ratio >= (bar.atLeast ?? 0) && ratio <= (bar.atMost ?? Infinity);
    return [{ text: bar.text, ratio, met }];
  });
}

function medianOf(rows: readonly Row[], ref: RowRef, metric: Metric): number | undefined {
  return rows.find((row) => row.target === ref.target && row.variant === (ref.variant ?? ''))
    ?.metrics[metric]?.median;
}
