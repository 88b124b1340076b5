import { clusterWorkloads } from './cluster.workloads.js';
import { crowdWorkloads } from './crowd.workloads.js';
import { historyJoin } from './history.workload.js';
import { latencyWorkloads } from './latency.workloads.js';
import { saturationWorkloads } from './saturation.workloads.js';
import type { Workload } from './workload.js';

export const WORKLOADS: readonly Workload[] = [
  ...saturationWorkloads,
  ...latencyWorkloads,
  ...crowdWorkloads,
  historyJoin,
  ...clusterWorkloads,
];
