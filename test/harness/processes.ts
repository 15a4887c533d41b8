/** Waiting, and ending processes by their id: never by name, never any that the test did not start. */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Polls until `probe` gives a value. @throws Error with `what` when `timeoutMs` have passed; the last error of the
 * probe is its cause.
 */
export async function waitFor<T>(
  what: string,
  timeoutMs: number,
  probe: () => T | undefined | Promise<T | undefined>,
  pollMs = 50,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined) return value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`not within ${String(timeoutMs)} ms: ${what}`, { cause: last });
    await sleep(pollMs);
  }
}

/** False for a process that has ended, also while its parent has not collected it yet. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/**
 * In clock ticks since boot (proc(5), field 22): with the pid it names one process for ever. Undefined when it has
 * ended.
 */
export function startTime(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

export function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export async function waitForExit(pid: number, timeoutMs: number): Promise<void> {
  await waitFor(`process ${String(pid)} ends`, timeoutMs, () => (isAlive(pid) ? undefined : true));
}
