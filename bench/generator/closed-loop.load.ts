import type { ClosedLoopCommand, Measurement } from './commands.js';
import type { Crowd } from './crowd.js';
import type { Meter } from './meter.js';
import { microseconds, sleep } from './waiting.js';

/**
 * Keeps `window` messages of each sender in flight: a send is complete when the last receiver has
 * it, and the next follows at once. The same rule for servers that acknowledge and that do not.
 */
export async function closedLoop(
  crowd: Crowd,
  meter: Meter,
  { window, rampMs, measureMs }: ClosedLoopCommand,
): Promise<Measurement> {
  const { audience, senders } = crowd;
  const sentBefore = crowd.sends;
  /** Receivers who are still to see a message, by sender and the message's place in its window. */
  const missing = new Int32Array(crowd.sent.length * window);
  let sending = true;
  const send = (sender: number): void => {
    const seq = (crowd.sent[sender] ?? 0) + 1;
    missing[sender * window + (seq % window)] = audience;
    crowd.send(sender, microseconds());
  };
  crowd.onAccepted = (sender, seq, time) => {
    meter.histogram.record(microseconds() - time);
    const slot = sender * window + (seq % window);
    const left = (missing[slot] ?? 0) - 1;
    missing[slot] = left;
    if (left === 0 && sending) send(sender);
  };
  for (const sender of senders) for (let i = 0; i < window; i += 1) send(sender);
  await sleep(rampMs);
  meter.begin(crowd.verifier.accepted);
  await sleep(measureMs);
  const measured = meter.end(crowd.verifier.accepted);
  const latency = meter.histogram.summary();
  sending = false;
  const sends = crowd.sends - sentBefore;
  return { ...measured, latency, sends, faults: await crowd.faults() };
}
