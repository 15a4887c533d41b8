/**
 * The self-tests of packages/crypto where they run: those of fast algorithms at power-on, as the host reports them;
 * those of slow ones in each slow thread, before its first use of them (FIPS 140-3, conditional algorithm self-tests).
 */
import { HsmError } from '@strongroom/core/errors.js';
import type { CryptoEngine, EngineName } from '@strongroom/crypto/engine.js';
import type { KeyPairEngine, KeyPairSpec } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import {
  runFastSelfTests,
  runSlowSelfTests,
  type KeyPairSelfTestOptions,
} from '@strongroom/crypto/self-test/key-pair-run.js';
import { runSelfTests } from '@strongroom/crypto/self-test/run.js';
import type { SelfTestOutcome } from '../wire/root-messages.js';

/**
 * @param keyPairs of the fast lane
 * @param failing the name of a test to falsify; tests only
 */
export function selfTestOutcomes(
  engine: CryptoEngine,
  keyPairs: KeyPairEngine,
  failing?: string,
): readonly SelfTestOutcome[] {
  const options = failing === undefined ? {} : { failing };
  const results = [...runSelfTests(engine, options), ...runFastSelfTests(keyPairs, engine.name, options)];
  return results.map(({ name, passed }) => ({ name, passed }));
}

/**
 * An engine of the slow lane that tests what a spec can do before it makes or loads the first key of it. A test that
 * fails is a DEVICE_ERROR, now and at any further use.
 * @param options tests only
 */
export function testedBeforeUse(
  keyPairs: KeyPairEngine,
  name: EngineName,
  options: Pick<KeyPairSelfTestOptions, 'failing'> = {},
): KeyPairEngine {
  const failures = new Map<KeyPairSpec, string | undefined>();
  const requireTested = (spec: KeyPairSpec): void => {
    if (!failures.has(spec)) {
      const failed = runSlowSelfTests(keyPairs, name, { ...options, spec }).find((test) => !test.passed);
      failures.set(spec, failed?.name);
    }
    const failure = failures.get(spec);
    if (failure !== undefined) throw new HsmError('DEVICE_ERROR', `the self-test ${failure} failed`);
  };
  return {
    ...keyPairs,
    generate(spec, random) {
      requireTested(spec);
      return keyPairs.generate(spec, random);
    },
    load(spec, secret) {
      requireTested(spec);
      return keyPairs.load(spec, secret);
    },
    importPkcs8(spec, pkcs8) {
      requireTested(spec);
      return keyPairs.importPkcs8(spec, pkcs8);
    },
  };
}
