import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for user space (USER_HZ), everywhere. */
const TICKS_PER_SECOND = 100;

/** Processor time that a process has used since it started, all threads, in seconds. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is the program's name in parentheses, which may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[11], fields[12]];
  return (Number(user) + Number(system)) / TICKS_PER_SECOND;
}

/** The same with the processes that it has started and that live, such as PostgreSQL's. */
export function familyCpuSeconds(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
  const own = cpuSeconds(pid);
  if (children === '') return own;
  return children.split(' ').reduce((sum, child) => sum + lastCpuSeconds(Number(child)), own);
}

/** A child may have ended since it was listed. */
function lastCpuSeconds(pid: number): number {
  try {
    return cpuSeconds(pid);
  } catch {
    return 0;
  }
}

/** Memory of a process that is in RAM (VmRSS), in bytes. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has no memory: it has ended`);
  return Number(kilobytes) * 1024;
}
