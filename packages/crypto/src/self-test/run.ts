/** The power-on self-tests: every algorithm that this firmware offers, on the engine that will do the work. */
import { assert } from '@strongroom/core/assert.js';
import { fromHex } from '@strongroom/core/bytes.js';
import type { CryptoEngine, EngineName } from '../engine.js';
import { timingSafeEqual } from '../timing-safe.js';
import { DRBG_VECTORS, playDrbgVector } from './drbg-vectors.js';
import { EC_KATS } from './ec-kats.js';
import type { KnownAnswerTest } from './known-answer-test.js';
import { SYMMETRIC_KATS } from './symmetric-kats.js';

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

export interface SelfTestResult {
  readonly name: string;
  readonly engine: EngineName;
  readonly source: string;
  readonly passed: boolean;
}

export interface SelfTestOptions {
  /** The name of one test whose computed answer is falsified, so that the error state can be tested. */
  readonly failing?: string;
}

function passes(test: KnownAnswerTest, engine: CryptoEngine, falsify: boolean): boolean {
  try {
    const answer = new Uint8Array(test.compute(engine));
    if (falsify) answer[0] = (answer[0] ?? 0) ^ 1;
    return timingSafeEqual(answer, fromHex(test.expected));
  } catch {
    // An engine that throws on a fixed input has failed as surely as one that answers wrongly.
    return false;
  }
}

/**
 * Runs all tests, also after a failure: status output names every one that failed. One that did not pass means the
 * error state.
 */
export function runSelfTests(engine: CryptoEngine, options: SelfTestOptions = {}): SelfTestResult[] {
  const { failing } = options;
  assert(
    failing === undefined || KNOWN_ANSWER_TESTS.some((test) => test.name === failing),
    'the self-test to falsify does not exist',
  );
  return KNOWN_ANSWER_TESTS.map((test) => ({
    name: test.name,
    engine: engine.name,
    source: test.source,
    passed: passes(test, engine, test.name === failing),
  }));
}
