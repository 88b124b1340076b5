import type { ChildProcess } from 'node:child_process';
import { ServiceProcess } from '../services/service-process.js';

const children = new Set<ChildProcess>();

/** Ends with the bench, however the bench ends. */
export function tie(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

export function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
  ServiceProcess.killAll();
}
