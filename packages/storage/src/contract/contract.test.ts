import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { describe, it } from 'vitest';
import { emptyMemoryData } from '../memory/memory-data.js';
import { MemoryStore } from '../memory/memory-store.js';
import { openStore } from '../open-store.js';
import { STORE_CONTRACT } from '../store-contract.js';
import type { StoreHarness } from './harness.js';

function libsqlHarness(): StoreHarness {
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

function memoryHarness(): StoreHarness {
  const data = emptyMemoryData();
  return {
    open: (frontEndId) => Promise.resolve(new MemoryStore({ frontEndId, clock: systemRealTime, data })),
    monotonic: systemMonotonic,
    dispose: () => Promise.resolve(),
  };
}

describe.each([
  ['libsql', libsqlHarness],
  ['memory', memoryHarness],
])('the contract of the store: %s', (_engine, harnessOf) => {
  for (const contractCase of STORE_CONTRACT) {
    it(contractCase.name, { timeout: 30_000 }, async () => {
      const harness = harnessOf();
      try {
        await contractCase.run(harness);
      } finally {
        await harness.dispose();
      }
    });
  }
});
