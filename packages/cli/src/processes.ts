/**
 * Which process is meant by a recorded id. Ids are used again, so that an id alone never names a process: its start
 * time does (field 22 of /proc/PID/stat, in clock ticks since boot). Where there is no /proc the id alone must do.
 */
import { readFileSync } from 'node:fs';
import { isErrno } from './files.js';

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot; empty where the system does not tell. */
  readonly startTime: string;
}

/** The identity of a live process; undefined when there is none with this id (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
  } catch {
    return process.platform === 'linux' || !accepts(pid) ? undefined : { pid, startTime: '' };
  }
  // The second field is the command in parentheses and may contain anything: count from the last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return { pid, startTime: fields[19] ?? '' };
}

export function isAlive(identity: ProcessIdentity): boolean {
  const now = identifyProcess(identity.pid);
  return now !== undefined && (identity.startTime === '' || now.startTime === identity.startTime);
}

/** Sends a signal to exactly this process; does nothing when it has ended. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error;
  }
}

function accepts(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}
