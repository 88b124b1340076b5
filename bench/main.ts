import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { killAll } from './child-processes.js';
import { Progress } from './progress.js';
import { writePage } from './report/performance.page.js';
import { keepResults, readResults } from './report/results.store.js';
import { asText, barText, tableOf } from './report/table.js';
import type { WorkloadResult } from './results.js';
import { missingFor } from './shared-services.js';
import { isBuilt, isTargetName, TARGET_NAMES, TARGETS, type TargetName } from './targets.js';
import { WORKLOADS } from './workloads/all.js';
import { judge, type Workload } from './workloads/workload.js';

/** Exit codes: a failure of what is measured, and a mistake in how the bench was called. */
const [FAILED, MISUSED] = [1, 2];

interface Options {
  targets: TargetName[];
  quick: boolean;
  report: boolean;
}

function parseTargets(list: string): TargetName[] {
  const names = [...new Set(list.split(','))];
  const unknown = names.filter((name) => !isTargetName(name));
  if (unknown.length > 0) throw new InvalidArgumentError(`No such target: ${unknown.join(', ')}.`);
  return names.filter(isTargetName);
}

const HELP = `
Workloads:
${WORKLOADS.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`).join('\n')}

Targets:
${TARGET_NAMES.map((name) => `  ${name.padEnd(14)}${TARGETS[name].label}`).join('\n')}

Exit codes: 0 measured; 1 a server failed, or deliveries were lost, duplicated or out of order;
2 called wrongly. A bar that is not met is shown, and is no failure.`;

const program = new Command('npm run bench --')
  .description('Measures Parley side by side with baselines. Method: bench/README.md.')
  .addArgument(
    new Argument('[workloads...]', 'which to run').argParser(
      (name: string, chosen: Workload[] | undefined) => [...(chosen ?? []), workloadNamed(name)],
    ),
  )
  .addOption(
    new Option('--targets <names>', 'which servers to run, separated by commas')
      .argParser(parseTargets)
      .default([...TARGET_NAMES], 'all'),
  )
  .option(
    '--quick',
    'a moment of each workload with few people: checks deliveries, no figures',
    false,
  )
  .option(
    '--report',
    'measure nothing: write docs/performance.md from docs/performance.json',
    false,
  )
  .addHelpText('after', HELP)
  .exitOverride()
  .action(bench);

async function bench(
  chosen: readonly Workload[],
  { targets, quick, report }: Options,
): Promise<void> {
  if (report) {
    writePage(readResults());
    return;
  }
  const workloads = chosen.length === 0 ? WORKLOADS : chosen;
  const missing = targets.filter((target) => !isBuilt(TARGETS[target]));
  if (missing.length > 0) throw new Error(`not built: ${missing.join(', ')} (npm run build)`);
  const results: WorkloadResult[] = [];
  for (const workload of workloads) {
    const result = await runOne(workload, targets, quick);
    if (result !== undefined) results.push(result);
  }
  // Figures without those that they are compared with are not for the page.
  const allTargets = targets.length === TARGET_NAMES.length;
  if (!quick && allTargets && results.length > 0) writePage(keepResults(results));
}

function workloadNamed(name: string): Workload {
  const workload = WORKLOADS.find((known) => known.name === name);
  if (workload === undefined) throw new InvalidArgumentError(`No such workload: ${name}.`);
  return workload;
}

/** Runs one workload and prints what came of it; a failure does not keep the next from running. */
async function runOne(
  workload: Workload,
  names: readonly TargetName[],
  quick: boolean,
): Promise<WorkloadResult | undefined> {
  const { name, summary, bars } = workload;
  const targets = names.filter((target) => workload.targets.includes(target));
  if (targets.length === 0) return undefined;
  const missing = missingFor(targets.flatMap((target) => TARGETS[target].services));
  if (missing !== undefined) {
    skip(name, missing);
    return undefined;
  }
  const progress = new Progress();
  progress.begin(name);
  try {
    const samples = await workload.measure({
      targets: targets.map((target) => TARGETS[target]),
      quick,
      progress: progress.step,
    });
    progress.end();
    const rows = samples.rows();
    const at = new Date().toISOString();
    const result = { name, summary, at, rows, bars: judge(bars, rows) };
    console.log(quick ? `ok ${name}: ${targets.join(', ')}` : describe(result));
    return result;
  } catch (error) {
    progress.end();
    console.error(`FAILED ${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = FAILED;
    return undefined;
  }
}

/** Where CI=true, what is needed must be there. */
function skip(name: string, missing: string): void {
  if (process.env['CI'] === 'true') {
    console.error(`FAILED ${name}: ${missing}`);
    process.exitCode = FAILED;
  } else console.log(`skipped ${name}: ${missing}`);
}

function describe(result: WorkloadResult): string {
  const { name, summary, bars } = result;
  return [`\n${name}: ${summary}`, asText(tableOf(result)), ...bars.map(barText)].join('\n');
}

process.on('exit', killAll);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(FAILED));
}
try {
  await program.parseAsync();
} catch (error) {
  // Asking for help ends this way too, with the exit code 0 and everything said.
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : MISUSED;
  } else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = FAILED;
  }
}
