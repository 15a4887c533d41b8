/**
 * The power-on self-tests of what every node needs: symmetric cryptography, its own curves and its DRBG, on the engine
 * that will do the work. Those of key pairs are in key-pair-run.ts.
 */
import { assert } from '@strongroom/core/assert.js';
import type { CryptoEngine } from '../engine.js';
import { DRBG_VECTORS, playDrbgVector } from './drbg-vectors.js';
import { EC_KATS } from './ec-kats.js';
import { KEY_PAIR_KATS } from './key-pair-run.js';
import type { KnownAnswerTest } from './known-answer-test.js';
import { runTests } from './run-tests.js';
import type { SelfTestOptions, SelfTestResult } from './run-tests.js';
import { SYMMETRIC_KATS } from './symmetric-kats.js';

export type { SelfTestOptions, SelfTestResult } from './run-tests.js';

export const KNOWN_ANSWER_TESTS: readonly KnownAnswerTest[] = [
  ...SYMMETRIC_KATS,
  ...EC_KATS,
  ...DRBG_VECTORS.map((vector) => ({
    name: `CTR_DRBG AES-256 ${vector.name}`,
    source: vector.source,
    compute: (engine: CryptoEngine) => playDrbgVector(engine, vector),
    expected: vector.returned,
  })),
];

/**
 * Runs all tests, also after a failure: status output names every one that failed. One that did not pass means the
 * error state. A test of key pairs may be named as the failing one too: then it is theirs to fail.
 */
export function runSelfTests(engine: CryptoEngine, options: SelfTestOptions = {}): SelfTestResult[] {
  const { failing } = options;
  assert(
    failing === undefined || [...KNOWN_ANSWER_TESTS, ...KEY_PAIR_KATS].some((test) => test.name === failing),
    'the self-test to falsify does not exist',
  );
  return runTests(KNOWN_ANSWER_TESTS, engine, engine.name, options);
}
