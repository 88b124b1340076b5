import type { Measurement, OpenLoopCommand } from './commands.js';
import type { Crowd } from './crowd.js';
import type { Meter } from './meter.js';
import { atFixedRate } from './pace.js';
import { microseconds } from './waiting.js';

/**
 * Sends at a fixed rate, the senders in turn, and counts each delivery's latency from when its send
 * was due: a server that stalls is charged for everything that was due meanwhile (no coordinated
 * omission).
 */
export async function openLoop(
  crowd: Crowd,
  meter: Meter,
  { sendsPerSecond, rampMs, measureMs }: OpenLoopCommand,
): Promise<Measurement> {
  const { senders } = crowd;
  const measuredSends = Math.ceil((sendsPerSecond * measureMs) / 1000);
  const ramp = Math.ceil((sendsPerSecond * rampMs) / 1000);
  crowd.onAccepted = (_sender, _seq, time) => meter.histogram.record(microseconds() - time);
  const send = (index: number, due: number): void => {
    const sender = senders[index % senders.length];
    if (sender !== undefined) crowd.send(sender, Math.round(due * 1000));
  };
  await atFixedRate(ramp, sendsPerSecond, send);
  meter.begin(crowd.verifier.accepted);
  await atFixedRate(measuredSends, sendsPerSecond, send);
  const measured = meter.end(crowd.verifier.accepted);
  const faults = await crowd.faults();
  return { ...measured, latency: meter.histogram.summary(), sends: ramp + measuredSends, faults };
}
