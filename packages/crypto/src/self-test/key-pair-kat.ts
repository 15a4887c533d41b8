/** The shape of a known-answer test of key pairs, which says what it uses: that decides in which thread it can run. */
import { must } from '@strongroom/core/assert.js';
import type { KeyPairEngine, KeyPairSpec, KeyPairUse, PrivateKey } from '../key-pair/key-pair-engine.js';
import type { KnownAnswerTest } from './known-answer-test.js';

export interface KeyPairKat extends KnownAnswerTest<KeyPairEngine> {
  readonly spec: KeyPairSpec;
  /** All that is done with the key after it was loaded. */
  readonly uses: readonly KeyPairUse[];
}

/** Loads a key, uses it and disposes it. */
export function withKey(
  engine: KeyPairEngine,
  spec: KeyPairSpec,
  secret: Uint8Array,
  use: (key: PrivateKey) => Uint8Array,
): Uint8Array {
  const key = must(engine.load(spec, secret), 'the key of a self-test');
  try {
    return use(key);
  } finally {
    key.dispose();
  }
}
