/**
 * The self-tests of key pairs (FIPS 140-3, conditional algorithm self-tests): before the first use of an algorithm, in
 * the thread that will use it. What is fast runs at power-on and needs nothing of noble; the rest when a slow thread
 * has loaded it.
 */
import type { EngineName } from '../engine.js';
import type { KeyPairEngine, KeyPairSpec } from '../key-pair/key-pair-engine.js';
import { KEY_PAIR_SPECS } from '../key-pair/key-specs.js';
import { ED25519_KATS } from './ed25519-kats.js';
import { KEY_PAIR_EC_KATS } from './key-pair-ec-kats.js';
import type { KeyPairKat } from './key-pair-kat.js';
import { ML_KATS } from './ml-kats.js';
import { RSA_KATS } from './rsa-kats.js';
import { runTests } from './run-tests.js';
import type { SelfTestOptions, SelfTestResult } from './run-tests.js';

export const KEY_PAIR_KATS: readonly KeyPairKat[] = [...RSA_KATS, ...KEY_PAIR_EC_KATS, ...ED25519_KATS, ...ML_KATS];

export interface KeyPairSelfTestOptions extends SelfTestOptions {
  /** Only the tests of what a key of this spec can do. */
  readonly spec?: KeyPairSpec;
}

/** RSA is tested with one modulus for all. */
function concerns({ spec }: KeyPairKat, wanted: KeyPairSpec | undefined): boolean {
  if (wanted === undefined || spec === wanted) return true;
  return KEY_PAIR_SPECS[spec].family === 'rsa' && KEY_PAIR_SPECS[wanted].family === 'rsa';
}

/** True for a test that only an engine of the slow lane can run. */
function needsSlowLane(engine: KeyPairEngine, { spec, uses }: KeyPairKat): boolean {
  return [{ use: 'load' } as const, ...uses].some((use) => engine.isSlow(spec, use));
}

function run(
  engine: KeyPairEngine,
  name: EngineName,
  options: KeyPairSelfTestOptions,
  slow: boolean,
): SelfTestResult[] {
  const tests = KEY_PAIR_KATS.filter((test) => concerns(test, options.spec) && needsSlowLane(engine, test) === slow);
  return runTests(tests, engine, name, options);
}

/** The tests that an engine of the fast lane can run: all of them take some 50 ms in a new thread. */
export function runFastSelfTests(
  engine: KeyPairEngine,
  name: EngineName,
  options: KeyPairSelfTestOptions = {},
): SelfTestResult[] {
  return run(engine, name, options, false);
}

/**
 * All the others, on an engine of the slow lane: more than a second in a new thread, for noble's code is still cold, so
 * name the spec that is about to be used (250 ms at most).
 */
export function runSlowSelfTests(
  engine: KeyPairEngine,
  name: EngineName,
  options: KeyPairSelfTestOptions = {},
): SelfTestResult[] {
  return run(engine, name, options, true);
}
