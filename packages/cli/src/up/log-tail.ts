/** The end of a log file, for an error that must explain itself. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_MAX_BYTES = 2048;
const TAIL_MAX_LINES = 8;

/** At most eight lines; empty when there is nothing to read. */
export function tailOf(file: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, TAIL_MAX_BYTES));
    readSync(descriptor, buffer, 0, buffer.length, Math.max(0, size - buffer.length));
    return buffer.toString('utf8').trimEnd().split('\n').slice(-TAIL_MAX_LINES).join('\n');
  } finally {
    closeSync(descriptor);
  }
}
