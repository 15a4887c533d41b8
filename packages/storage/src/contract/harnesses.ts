/** The engines that the contract suite runs on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { emptyMemoryData } from '../memory/memory-data.js';
import { MemoryStore } from '../memory/memory-store.js';
import { openStore } from '../open-store.js';
import type { StoreHarness } from './harness.js';

/** A database file in a folder of its own. */
export function libsqlHarness(): StoreHarness {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-store-'));
  return {
    open: (frontEndId) =>
      openStore({
        file: join(folder, 'strongroom.db'),
        frontEndId,
        clock: systemRealTime,
        monotonic: systemMonotonic,
      }),
    monotonic: systemMonotonic,
    dispose: () => {
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  };
}

export function memoryHarness(): StoreHarness {
  const data = emptyMemoryData();
  return {
    open: (frontEndId) => Promise.resolve(new MemoryStore({ frontEndId, clock: systemRealTime, data })),
    monotonic: systemMonotonic,
    dispose: () => Promise.resolve(),
  };
}
