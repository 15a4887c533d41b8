/**
 * RSA pairs that were made before: making one takes a tenth of a second, and thousands of steps want thousands. The
 * same pair comes again and again; nothing here asks for more than that a pair is one.
 */
import type { KeyPairEngine, KeyPairSpec } from '@strongroom/crypto/key-pair/key-pair-engine.js';

const PAIRS = 3;

export function withRsaStock(engine: KeyPairEngine): KeyPairEngine {
  const stock = new Map<KeyPairSpec, readonly Uint8Array[]>();
  let taken = 0;
  return {
    ...engine,
    generate(spec, random) {
      if (!spec.startsWith('RSA_')) return engine.generate(spec, random);
      const pairs = stock.get(spec) ?? Array.from({ length: PAIRS }, () => engine.generate(spec, random));
      stock.set(spec, pairs);
      taken += 1;
      return Uint8Array.from(pairs[taken % PAIRS] ?? []);
    },
  };
}
