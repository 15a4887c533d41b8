import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkSecrets } from './secrets.js';

/** @param {string} path @param {string} text */
function count(path, text) {
  return checkSecrets(new Repository([file(path, text)])).length;
}

const OPENS = "import { access } from '@strongroom/crypto/secret-access.js';";

describe('secrets', () => {
  it.each([
    ['services/hsm/src/boundary/slot-module.ts', 0],
    ['services/hsm/src/host/link.ts', 1],
    ['services/kms/src/a.ts', 1],
    ['packages/rpc/src/a.test.ts', 1],
  ])('the access token in %s → %i', (path, expected) => {
    expect(count(path, OPENS)).toBe(expected);
  });

  it('host code takes only types and worker entries from the boundary', () => {
    const path = 'services/hsm/src/host/slots.ts';
    expect(count(path, "import { SlotModule } from '../boundary/slot-module.js';")).toBe(1);
    expect(count(path, "import type { SlotModule } from '../boundary/slot-module.js';")).toBe(0);
    expect(count(path, "new Worker(new URL('../boundary/slot-worker.js', import.meta.url))")).toBe(0);
  });
});
