import { describe, it } from 'vitest';
import { STORE_CONTRACT } from '../store-contract.js';
import { libsqlHarness, memoryHarness } from './harnesses.js';

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
