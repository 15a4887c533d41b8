/** The self-tests of packages/crypto as the host reports them. */
import type { CryptoEngine } from '@strongroom/crypto/engine.js';
import { runSelfTests } from '@strongroom/crypto/self-test/run.js';
import type { SelfTestOutcome } from '../wire/root-messages.js';

/** @param failing the name of a test to falsify; tests only */
export function selfTestOutcomes(engine: CryptoEngine, failing?: string): readonly SelfTestOutcome[] {
  return runSelfTests(engine, failing === undefined ? {} : { failing }).map(({ name, passed }) => ({ name, passed }));
}
