import {
  METRICS,
  metricNames,
  type BarResult,
  type Metric,
  type Row,
  type WorkloadResult,
} from '../results.js';
import { TARGETS } from '../targets.js';

/** A result as lines of cells: a head, then a line for each row. */
export interface Table {
  head: string[];
  lines: string[][];
}

/** The median, and between which figures it lies if there was more than one round. */
function cell(row: Row, metric: Metric): string {
  const spread = row.metrics[metric];
  if (spread === undefined) return '';
  const { decimals } = METRICS[metric];
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) =>
    value.toLocaleString('en', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    }),
  );
  return row.rounds > 1 && min !== max ? `${median} (${min}–${max})` : `${median}`;
}

export function tableOf({ rows }: WorkloadResult): Table {
  const metrics = metricNames().filter((metric) => rows.some((row) => metric in row.metrics));
  const head = [
    '',
    ...metrics.map((metric) => `${METRICS[metric].label}, ${METRICS[metric].unit}`),
  ];
  const lines = rows.map((row) => [
    [TARGETS[row.target].label, row.variant].filter(Boolean).join(', '),
    ...metrics.map((metric) => cell(row, metric)),
  ]);
  return { head, lines };
}

/** For a terminal: columns aligned, figures to the right. */
export function asText({ head, lines }: Table): string {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) =>
      line
        .map((text, column) => {
          const width = widths[column] ?? 0;
          return column === 0 ? text.padEnd(width) : text.padStart(width);
        })
        .join('  '),
    )
    .join('\n');
}

export function asMarkdown({ head, lines }: Table): string {
  const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  const rule = row(head.map((_, column) => (column === 0 ? '---' : '--:')));
  return [row(head), rule, ...lines.map(row)].join('\n');
}

/** All bars at a glance. */
export function barsTable(results: readonly WorkloadResult[]): Table {
  const lines = results.flatMap(({ name, bars }) =>
    bars.map((bar) => [`[${name}](#${name})`, bar.text, ratioText(bar), metText(bar)]),
  );
  return { head: ['', 'bar', 'ratio', ''], lines };
}

export function barText(bar: BarResult): string {
  return `${metText(bar)}: ${bar.text}: ${ratioText(bar)}`;
}

function metText({ met }: BarResult): string {
  return met ? 'met' : 'NOT MET';
}

/** `×` and three digits that matter. */
function ratioText({ ratio }: BarResult): string {
  return `${ratio.toPrecision(3)} ×`;
}
