import { setTimeout } from 'node:timers/promises';
import type { Stage } from './stage.js';

/** The value in the middle, of numbers in any order. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function numbersOf(found: unknown): number[] {
  return Array.isArray(found) ? found.map(Number) : [];
}

/** Scrolls up until so many messages are loaded. */
export async function loadHistory({ page }: Stage, first: number): Promise<void> {
  await page.getByRole('region', { name: /^Messages in/ }).hover();
  const oldest = page.getByText(`Message ${first}:`);
  while ((await oldest.count()) === 0) {
    await page.mouse.wheel(0, -20_000);
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  }
}

/** Milliseconds from a key to the frame that shows its character: median and 95th percentile. */
export async function typingToPaint({ page }: Stage): Promise<{ median: number; p95: number }> {
  const field = page.getByRole('textbox', { name: /^Message / });
  await field.focus();
  // The first task after the frame's own: by then the frame has been handed over.
  await page.evaluate(`
    window.paints = [];
    addEventListener('keydown', ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => window.paints.push(performance.now() - timeStamp);
        channel.port2.postMessage(0);
      });
    }, true)`);
  await field.pressSequentially('The quick brown fox jumps over the lazy dog. '.repeat(6), {
    delay: 25,
  });
  const paints = numbersOf(await page.evaluate('window.paints')).toSorted((a, b) => a - b);
  await field.fill('');
  return { median: median(paints), p95: paints[Math.floor(paints.length * 0.95)] ?? NaN };
}

/** Frames drawn in each second of a burst of messages: the fewest and the median. */
export async function framesInBurst(
  stage: Stage,
  perSecond: number,
  seconds: number,
): Promise<{ fewest: number; median: number }> {
  await stage.page.evaluate(`
    window.frames_ = [];
    window.counting = true;
    (function count(now) {
      window.frames_.push(now);
      if (window.counting) requestAnimationFrame(count);
    })(performance.now())`);
  await stage.writeSteadily(perSecond, seconds);
  await stage.page.evaluate('window.counting = false');
  const times = numbersOf(await stage.page.evaluate('window.frames_'));
  const start = times[0] ?? 0;
  const rates = Array.from(
    { length: seconds },
    (_, second) => times.filter((time) => Math.floor((time - start) / 1000) === second).length,
  );
  return { fewest: Math.min(...rates), median: median(rates) };
}

/** What the page holds on to: bytes of its script, nodes of its document. */
interface Kept {
  readonly heap: number;
  readonly nodes: number;
}

/** So long the page has between two collections: a burst leaves requests and frames behind. */
const PAUSE_MS = 1_000;

/** What is still held when collecting what is no longer needed does not free anything more. */
export async function kept({ page }: Stage): Promise<Kept> {
  const session = await page.context().newCDPSession(page);
  const collect = async (): Promise<number> => {
    await setTimeout(PAUSE_MS);
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  let heap = await collect();
  for (let next = await collect(); next < heap; next = await collect()) heap = next;
  const { nodes } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { heap, nodes };
}
