import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results, WorkloadResult } from '../results.js';
import { PACKAGE_ROOT } from '../targets.js';
import { loadPlot } from './load-plot.js';
import { asMarkdown, barsTable, barText, tableOf } from './table.js';

const DOCS = join(PACKAGE_ROOT, 'docs');
const PAGE = join(DOCS, 'performance.md');
const PLOT = 'performance-load.svg';
const [BEGIN, END] = ['<!-- figures: begin -->', '<!-- figures: end -->'];
const EMPTY_PAGE = `# Performance

What is measured, how, and against what is in [bench/README.md](../bench/README.md). Everything
between the two marks is written by \`npm run bench -- --report\` from \`performance.json\`.

${BEGIN}
${END}
`;

function section(result: WorkloadResult): string {
  const { name, summary, at, rows, bars } = result;
  const rounds = Math.max(...rows.map((row) => row.rounds));
  return [
    `### ${name}`,
    `${summary[0]?.toUpperCase()}${summary.slice(1)}. Measured ${at.slice(0, 10)}, rounds: ${rounds}.`,
    asMarkdown(tableOf(result)),
    ...(bars.length > 0 ? [bars.map((bar) => `- ${barText(bar)}`).join('\n')] : []),
  ].join('\n\n');
}

function figures({ machine, node, workloads }: Results): string {
  return [
    `Measured on ${machine}, Node ${node}. Medians of interleaved rounds, in parentheses the least and the greatest.`,
    ...(workloads.some(({ name }) => name === 'load')
      ? [`![Throughput and p99 latency against load](${PLOT})`]
      : []),
    asMarkdown(barsTable(workloads)),
    ...workloads.map(section),
  ].join('\n\n');
}

/** Writes the page's figures and the plot; what people wrote around the figures stays. */
export function writePage(results: Results): void {
  mkdirSync(DOCS, { recursive: true });
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : EMPTY_PAGE;
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin)
    throw new Error(`${PAGE} has lost its marks ${BEGIN} and ${END}`);
  const before = page.slice(0, begin + BEGIN.length);
  writeFileSync(PAGE, `${before}\n\n${figures(results)}\n\n${page.slice(end)}`);
  const load = results.workloads.find(({ name }) => name === 'load');
  if (load !== undefined) writeFileSync(join(DOCS, PLOT), loadPlot(load.rows));
}
