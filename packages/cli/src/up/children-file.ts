/**
 * Which processes belong to a data folder. Written before anything depends on it, so that the start after a kill -9 of
 * the supervisor can wait for children that are still draining: two front ends on one store would be one too many.
 */
import { delay, type Monotonic } from '@strongroom/core/time.js';
import { readSmallFile, writeFileAtomic } from '../files.js';
import { isAlive, signalProcess, type ProcessIdentity } from '../processes.js';
import type { ChildState } from './supervised-child.js';

export interface ChildRecord extends ProcessIdentity {
  readonly name: string;
  readonly state: ChildState;
  readonly crashes: number;
}

const POLL_MS = 50;
/** Children notice the closed pipe at once and drain within 5 s. */
const LEFT_OVER_WAIT_MS = 7000;
const KILL_WAIT_MS = 2000;

export function writeChildren(file: string, children: readonly ChildRecord[]): void {
  writeFileAtomic(file, `${JSON.stringify(children)}\n`);
}

/** The records of a file; none when it is missing or damaged. */
export function readChildren(file: string): ChildRecord[] {
  try {
    const value: unknown = JSON.parse(readSmallFile(file) ?? '[]');
    return Array.isArray(value) ? value.filter(isRecord) : [];
  } catch {
    return [];
  }
}

/**
 * Waits until the children of an earlier supervisor have ended, and kills those that do not. Returns early when told to
 * stop.
 */
export async function awaitLeftOvers(file: string, monotonic: Monotonic, stop: AbortSignal): Promise<void> {
  const left = readChildren(file);
  const startMs = monotonic.now();
  for (;;) {
    const alive = left.filter(isAlive);
    if (alive.length === 0 || stop.aborted) return;
    const waitedMs = monotonic.now() - startMs;
    if (waitedMs > LEFT_OVER_WAIT_MS + KILL_WAIT_MS) {
      throw new Error(`process ${String(alive[0]?.pid)} of an earlier run does not end`);
    }
    if (waitedMs > LEFT_OVER_WAIT_MS) for (const child of alive) signalProcess(child, 'SIGKILL');
    await delay(monotonic, POLL_MS, stop);
  }
}

function isRecord(value: unknown): value is ChildRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTime, name } = value as Partial<ChildRecord>;
  return Number.isInteger(pid) && Number(pid) > 1 && typeof startTime === 'string' && typeof name === 'string';
}
