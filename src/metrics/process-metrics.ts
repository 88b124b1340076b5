import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { packageVersion } from '../package-version.js';

/**
 * What every Node process is asked: processor time, memory, the event loop's lag, garbage collection,
 * under the names that prom-client's users know (`process_…`, `nodejs_…`); and which release runs.
 */
export function createProcessMetrics(): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  new Gauge({
    name: 'parley_build_info',
    help: '1; the labels say which release runs, and on which Node.',
    labelNames: ['version', 'node'],
    registers: [register],
  }).set({ version: packageVersion(), node: process.version }, 1);
  return register;
}
