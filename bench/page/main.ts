import { framesInBurst, kept, loadHistory, typingToPaint } from './measures.js';
import { setUp } from './stage.js';

const LOADED = 10_000;
/** Received in so many rounds of so many: what does not level off shows. */
const ROUNDS = 10;
const IN_A_ROUND = 10_000;
const mebibytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);

const stage = await setUp(LOADED);
try {
  const atFirst = await kept(stage);
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
  const rounds = [atFirst];
  for (let round = 1; round <= ROUNDS; round += 1) {
    await stage.write(IN_A_ROUND);
    const last = LOADED + 2_000 + round * IN_A_ROUND;
    await stage.page.getByText(`Message ${last}:`).first().waitFor({ timeout: 60_000 });
    rounds.push(await kept(stage));
  }
  const when = `(at first, then after each ${IN_A_ROUND} received)`;
  console.log(`heap, MiB: ${rounds.map(({ heap }) => mebibytes(heap)).join(', ')} ${when}`);
  console.log(`nodes of the document: ${rounds.map(({ nodes }) => nodes).join(', ')}`);
} finally {
  await stage.close();
}
