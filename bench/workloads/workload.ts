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

export type CrowdPlan = Omit<GatherCommand, 'do'>;

/** How long and how often; the quick one has no time to be accurate. */
export function schedule(quick: boolean): { rounds: number; rampMs: number; measureMs: number } {
  return quick
    ? { rounds: 1, rampMs: 0, measureMs: 150 }
    : { rounds: 5, rampMs: 300, measureMs: 1_500 };
}

/** Not measured: lets the server's code be compiled and its caches fill. */
export function warmUpMs(quick: boolean): number {
  return quick ? 0 : 1_500;
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

/** Opens stages one after the other, and closes them all whatever happens. */
export async function withStages<T>(
  openings: readonly (() => Promise<Stage>)[],
  use: (stages: Stage[]) => Promise<T>,
): Promise<T> {
  const stages: Stage[] = [];
  try {
    for (const open of openings) stages.push(await open());
    return await use(stages);
  } finally {
    await Promise.all(stages.map((stage) => stage.close()));
  }
}

/** Stages for targets, one each, with their crowds joined. */
export function gathered(run: Run, targets: Target[], plan: CrowdPlan): (() => Promise<Stage>)[] {
  return targets.map((target) => async () => {
    run.progress(`${target.label}: ${plan.rooms * plan.size} people join`);
    const stage = await Stage.open(target);
    try {
      await stage.run({ do: 'gather', ...plan });
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  });
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
