import { framesInBurst, heapUsed, loadHistory, typingToPaint } from './measures.js';
import { setUp } from './stage.js';

const LOADED = 10_000;
const RECEIVED = 50_000;
const mebibytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);

const stage = await setUp(LOADED);
try {
  const atFirst = await heapUsed(stage);
  await loadHistory(stage, 1);
  const { median, p95 } = await typingToPaint(stage);
  console.log(
    `typing to paint, ${LOADED} messages loaded: ${median.toFixed(1)} ms median, ${p95.toFixed(1)} ms p95`,
  );
  await stage.page.getByRole('button', { name: 'Jump to the newest' }).click();
  const frames = await framesInBurst(stage, 200, 10);
  console.log(
    `frames a second at 200 messages a second: ${frames.median} median, ${frames.fewest} fewest`,
  );
  const heaps = [atFirst];
  for (let round = 0; round < 5; round += 1) {
    await stage.write(RECEIVED / 5);
    const last = LOADED + 2_000 + ((round + 1) * RECEIVED) / 5;
    await stage.page.getByText(`Message ${last}:`).first().waitFor({ timeout: 60_000 });
    heaps.push(await heapUsed(stage));
  }
  console.log(
    `heap, MiB: ${heaps.map(mebibytes).join(', ')} (at first, then after each 10,000 received)`,
  );
} finally {
  await stage.close();
}
