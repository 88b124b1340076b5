import { Command, InvalidArgumentError } from 'commander';
import cliProgress from 'cli-progress';
import { check } from './checker/check.js';
import { RULES } from './checker/rules.js';
import { readHistory } from './history/history.file.js';
import { missingFor } from './needs.js';
import type { Row } from './rows/row.js';
import { ROWS } from './rows/rows.js';
import { runRow, type Outcome } from './run.js';

interface Flags {
  readonly row?: readonly string[];
  readonly seed: number;
  readonly rounds?: number;
  readonly folder: string;
  readonly keep?: true;
  readonly list?: true;
  readonly check?: string;
}

const program = new Command('npm run faults --')
  .description(
    'Breaks Parley on purpose, and checks what its clients saw against sixteen invariants.',
  )
  .option('--row <numbers...>', 'only these rows (1, 15 …); by default all')
  .option(
    '--seed <number>',
    'what chance follows; a failed run names its own',
    wholeNumber,
    freshSeed(),
  )
  .option(
    '--rounds <number>',
    'how often each fault is injected; by default the row says',
    wholeNumber,
  )
  .option('--folder <path>', 'where failed runs leave their history and logs', 'fault-runs')
  .option('--keep', 'leave them also when nothing is wrong')
  .option('--list', 'list the rows and the invariants, and end')
  .option('--check <file>', 'check a history that was written down, and end')
  .helpOption('-h, --help', 'this text');

await main(program.parse().opts<Flags>());

async function main(flags: Flags): Promise<void> {
  if (flags.list) return list();
  if (flags.check !== undefined) return checkFile(flags.check);
  const { row: numbers } = flags;
  const rows = ROWS.filter(({ number }) => !numbers || numbers.includes(number));
  if (rows.length === 0) program.error(`There is no such row. --list lists them.`);
  for (const row of rows) await runAndSay(row, flags);
}

function list(): void {
  for (const { number, title, rounds, needs } of ROWS) {
    say(
      `row ${number.padEnd(5)} ${title} (×${rounds}${needs.length > 0 ? `; needs ${needs.join(', ')}` : ''})`,
    );
  }
  for (const { number, name } of RULES) say(`rule ${String(number).padEnd(4)} ${name}`);
}

async function checkFile(file: string): Promise<void> {
  const violations = check(await readHistory(file));
  for (const { rule, what } of violations) say(`rule ${rule}: ${what}`);
  say(`${violations.length} violations`);
  if (violations.length > 0) process.exitCode = 1;
}

async function runAndSay(row: Row, flags: Flags): Promise<void> {
  const missing = missingFor(row);
  if (missing) return say(`- row ${row.number}: ${row.title}: not run, ${missing}`);
  const bar = new cliProgress.SingleBar({ format: `  row ${row.number} {duration} s {step}` });
  if (process.stderr.isTTY) bar.start(1, 0, { step: '' });
  const begin = performance.now();
  const outcome = await runRow(row, {
    seed: flags.seed,
    rounds: flags.rounds ?? row.rounds,
    parent: flags.folder,
    keep: flags.keep === true,
    report: (step) => bar.update({ step }),
  });
  bar.stop();
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  sayOutcome(row, flags, outcome, seconds);
  if (!outcome.passed) process.exitCode = 1;
}

function sayOutcome(row: Row, flags: Flags, outcome: Outcome, seconds: string): void {
  const { passed, error, violations, figures, acknowledged, entries, folder } = outcome;
  const rounds = flags.rounds ?? row.rounds;
  say(`${passed ? '✓' : '✗'} row ${row.number}: ${row.title}`);
  say(
    `    seed ${flags.seed}, ×${rounds}, ${seconds} s: ${acknowledged} acknowledged, ${entries} entries, ${violations.length} violations`,
  );
  for (const [figure, values] of figures) say(`    ${figure}: ${summary(values)}`);
  if (error) say(`    ${error.message}`);
  for (const { rule, what } of violations.slice(0, 10)) say(`    rule ${rule}: ${what}`);
  if (passed) return;
  say(`    the history and the logs are in ${folder}; again with`);
  say(`    npm run faults -- --row ${row.number} --seed ${flags.seed} --rounds ${rounds}`);
}

function summary(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b).map((value) => Math.round(value));
  if (sorted.length === 1) return String(sorted[0]);
  const median = sorted[Math.floor(sorted.length / 2)];
  return `${sorted[0]} least, ${median} median, ${sorted.at(-1)} most`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('It is no whole number.');
  return Number(text);
}

function freshSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
