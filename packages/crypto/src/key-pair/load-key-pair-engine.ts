/**
 * The engine for key pairs of one lane. A slot's fast thread has a small heap and must answer at once: there nothing of
 * noble is imported, and what `isSlow` names is refused.
 */
import type { EngineName } from '../engine.js';
import { ecImplementation } from './ec.js';
import { ed25519Implementation } from './ed25519.js';
import { createKeyPairEngine } from './create-key-pair-engine.js';
import type { KeyPairEngine } from './key-pair-engine.js';
import type { KeyPairFamily } from './key-specs.js';
import type { KeyPairImplementation } from './loaded-key.js';
import { rsaImplementation } from './rsa.js';

export type Lane = 'fast' | 'slow';
export type KeyPairImplementations = Readonly<Record<KeyPairFamily, KeyPairImplementation | undefined>>;

/** What the lane has of each family. */
export async function loadImplementations(name: EngineName, lane: Lane): Promise<KeyPairImplementations> {
  const openssl = name === 'openssl';
  if (lane === 'fast') {
    return {
      rsa: rsaImplementation,
      ec: ecImplementation({ openssl, noble: undefined }),
      ed25519: ed25519Implementation({ openssl, noble: undefined }),
      'ml-dsa': undefined,
      'ml-kem': undefined,
    };
  }
  const [{ nobleEc }, { nobleEd25519 }, { mlDsaImplementation }, { mlKemImplementation }] = await Promise.all([
    import('../noble-ec.js'),
    import('../noble-ed25519.js'),
    import('./ml-dsa.js'),
    import('./ml-kem.js'),
  ]);
  return {
    rsa: rsaImplementation,
    ec: ecImplementation({ openssl, noble: nobleEc }),
    ed25519: ed25519Implementation({ openssl, noble: nobleEd25519 }),
    'ml-dsa': mlDsaImplementation,
    'ml-kem': mlKemImplementation,
  };
}

/** One engine per thread; it holds no keys. */
export async function loadKeyPairEngine(name: EngineName, lane: Lane): Promise<KeyPairEngine> {
  return createKeyPairEngine(name, lane, await loadImplementations(name, lane));
}
