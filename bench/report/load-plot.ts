import type { Row } from '../results.js';
import { TARGETS, type TargetName } from '../targets.js';

const PANEL = { width: 400, height: 260, left: 64, top: 40, gap: 84 };
const LEGEND_HEIGHT = 34;
const COLOURS: Record<TargetName, string> = {
  tutorial: '#c0392b',
  nest: '#8e44ad',
  'ws-loop': '#d68910',
  'joined-loop': '#2471a3',
  parley: '#1e8449',
  'tutorial-redis': '#e67e22',
  'parley-postgres': '#148f77',
  'parley-cluster': '#117a65',
};

interface Point {
  x: number;
  y: number;
}
interface Line {
  target: TargetName;
  points: Point[];
}
/** A logarithmic axis between two powers of ten, or parts of them. */
interface Axis {
  ticks: number[];
  label: (value: number) => string;
}

/** Where a value lies between the first tick and the last, from 0 to 1. */
function share({ ticks }: Axis, value: number): number {
  const [low, high] = [Math.log(ticks[0] ?? 1), Math.log(ticks.at(-1) ?? 10)];
  return (Math.log(Math.max(value, ticks[0] ?? 1)) - low) / (high - low);
}

/** 1, 2 and 5 times powers of ten that enclose these values. */
function ticksAround(values: number[]): number[] {
  const steps: number[] = [];
  for (let power = -2; power < 8; power += 1) {
    for (const step of [1, 2, 5]) steps.push(step * 10 ** power);
  }
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const first = Math.max(
    0,
    steps.findLastIndex((step) => step <= min),
  );
  const last = steps.findIndex((step) => step >= max);
  return steps.slice(first, last + 1);
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${content}</text>`;
}

function panel(left: number, title: string, lines: Line[], label: Axis['label']): string {
  const { width, height, top } = PANEL;
  const points = lines.flatMap((line) => line.points);
  const x: Axis = { ticks: ticksAround(points.map((point) => point.x)), label: thousands };
  const y: Axis = { ticks: ticksAround(points.map((point) => point.y)), label };
  const atX = (value: number): number => left + share(x, value) * width;
  const atY = (value: number): number => top + height - share(y, value) * height;
  const bottom = top + height;
  return [
    text(left, top - 14, title, 'font-weight="bold"'),
    ...x.ticks.map((tick) => text(atX(tick), bottom + 18, x.label(tick), 'text-anchor="middle"')),
    text(left + width / 2, bottom + 38, 'offered, deliveries/s', 'text-anchor="middle"'),
    ...y.ticks.flatMap((tick) => [
      text(left - 8, atY(tick) + 4, y.label(tick), 'text-anchor="end"'),
      `<path d="M${left} ${atY(tick).toFixed(1)}h${width}" stroke="#ddd"/>`,
    ]),
    ...lines.map((line) => curve(line, atX, atY)),
  ].join('\n');
}

function curve(line: Line, atX: (value: number) => number, atY: (value: number) => number): string {
  const colour = COLOURS[line.target];
  const places = line.points.map(({ x, y }) => [atX(x).toFixed(1), atY(y).toFixed(1)] as const);
  const path = places.map(([x, y]) => `${x},${y}`).join(' ');
  const dots = places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`);
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`;
}

function thousands(value: number): string {
  return value >= 1_000 ? `${value / 1_000}k` : String(value);
}

function linesOf(rows: readonly Row[], metric: 'throughput' | 'p99'): Line[] {
  const targets = [...new Set(rows.map((row) => row.target))];
  return targets.map((target) => ({
    target,
    points: rows
      .filter((row) => row.target === target)
      .map(({ metrics }) => ({ x: metrics.offered?.median ?? 0, y: metrics[metric]?.median ?? 0 })),
  }));
}

function legend(lines: Line[], y: number): string {
  return lines
    .map(({ target }, index) => {
      const x = PANEL.left + index * 200;
      const dot = `<circle cx="${x}" cy="${y - 4}" r="5" fill="${COLOURS[target]}"/>`;
      return dot + text(x + 12, y, TARGETS[target].label);
    })
    .join('\n');
}

/** Throughput and p99 against load, side by side, as an SVG document. */
export function loadPlot(rows: readonly Row[]): string {
  const { width, height, left, top, gap } = PANEL;
  const [full, tall] = [left + 2 * width + gap + 24, top + height + 60 + LEGEND_HEIGHT];
  const throughput = linesOf(rows, 'throughput');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${full} ${tall}" font-family="sans-serif" font-size="12">`,
    `<rect width="${full}" height="${tall}" fill="#fff"/>`,
    panel(left, 'Throughput, deliveries/s', throughput, thousands),
    panel(left + width + gap, 'p99 delivery latency, ms', linesOf(rows, 'p99'), String),
    legend(throughput, tall - 12),
    '</svg>',
    '',
  ].join('\n');
}
