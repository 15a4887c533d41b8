/** Progress of anything that takes longer than a second, on standard error of a terminal. */
import { SingleBar } from 'cli-progress';
import type { Monotonic } from '@strongroom/core/time.js';
import type { Output } from './output.js';

export interface Progress {
  update(done: number, total: number | undefined): void;
  stop(): void;
}

const SHOW_AFTER_MS = 1000;
const MIB = 1024 * 1024;

export function byteProgress(what: string, output: Output, monotonic: Monotonic): Progress {
  return barProgress(`${what} {bar} {percentage}% {value}/{total} MiB`, MIB, output, monotonic);
}

export function countProgress(what: string, output: Output, monotonic: Monotonic): Progress {
  return barProgress(`${what} {bar} {value}/{total}`, 1, output, monotonic);
}

function barProgress(format: string, unit: number, output: Output, monotonic: Monotonic): Progress {
  const startMs = monotonic.now();
  let bar: SingleBar | undefined;
  const wanted = !output.json && process.stderr.isTTY;
  return {
    update: (done, total) => {
      if (!wanted || monotonic.now() - startMs < SHOW_AFTER_MS || total === undefined) return;
      if (bar === undefined) {
        bar = new SingleBar({
          format,
          hideCursor: true,
          clearOnComplete: true,
          stream: process.stderr,
        });
        bar.start(Math.ceil(total / unit), 0);
      }
      bar.update(Math.floor(done / unit));
    },
    stop: () => {
      bar?.stop();
    },
  };
}
