import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkInjected } from './injected.js';

/** @param {string} path @param {string} text */
function count(path, text) {
  return checkInjected(new Repository([file(path, text)])).length;
}

const FORBIDDEN = [
  'Date.now()',
  'new Date()',
  'performance.now()',
  'process.hrtime.bigint()',
  'setTimeout(f, 1)',
  'setImmediate(f)',
  'Math.random()',
  'randomBytes(8)',
  'crypto.randomUUID()',
  "import { setTimeout as wait } from 'node:timers/promises';",
];

describe('injected', () => {
  it.each(FORBIDDEN)('refuses %s in product code', (text) => {
    expect(count('packages/rpc/src/a.ts', text)).toBe(1);
    expect(count('packages/rpc/src/a.test.ts', text)).toBe(0);
  });

  it.each(['new Date(clock.now())', 'server.setTimeout(5)', '// Date.now() is forbidden', "log('Math.random')"])(
    'lets %s pass',
    (text) => {
      expect(count('packages/rpc/src/a.ts', text)).toBe(0);
    },
  );

  it('exempts the two files of core that ask the operating system', () => {
    expect(count('packages/core/src/time.ts', 'Date.now()')).toBe(0);
    expect(count('packages/core/src/assert.ts', 'Date.now()')).toBe(1);
  });
});
