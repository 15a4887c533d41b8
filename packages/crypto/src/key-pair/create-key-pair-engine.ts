/** The engine for key pairs over what a lane has of each family: it checks what callers owe, and forwards. */
import { assert, must } from '@strongroom/core/assert.js';
import type { EngineName } from '../engine.js';
import type { KeyPairEngine, KeyPairSpec, KeyPairUse, PrivateKey, SigningAlgorithm } from './key-pair-engine.js';
import type { MessageType } from './key-pair-engine.js';
import { isMessageLength, KEY_PAIR_SPECS, oaepPlaintextMaxBytes } from './key-specs.js';
import { isSlow } from './lanes.js';
import type { KeyPairImplementations, Lane } from './load-key-pair-engine.js';
import type { KeyPairImplementation } from './loaded-key.js';
import { LoadedKey } from './loaded-key.js';
import { passesPairwiseTest } from './pairwise-consistency.js';

export function createKeyPairEngine(
  name: EngineName,
  lane: Lane,
  implementations: KeyPairImplementations,
): KeyPairEngine {
  function requireLane(spec: KeyPairSpec, use: KeyPairUse): void {
    assert(lane === 'slow' || !isSlow(name, spec, use), `${use.use} of ${spec} belongs into the slow lane`);
  }

  function implementationOf(spec: KeyPairSpec, use: KeyPairUse): KeyPairImplementation {
    requireLane(spec, use);
    return must(implementations[KEY_PAIR_SPECS[spec].family], 'the slow lane has every family');
  }

  /** The key as its family made it. */
  function loaded(key: PrivateKey, use: KeyPairUse): LoadedKey {
    assert(key instanceof LoadedKey, 'a private key comes from load()');
    key.requireUsable();
    requireLane(key.spec, use);
    return key;
  }

  function signer(
    key: PrivateKey,
    use: 'sign' | 'verify',
    algorithm: SigningAlgorithm,
    messageType: MessageType,
    message: Uint8Array,
  ): LoadedKey {
    const { signingAlgorithms } = KEY_PAIR_SPECS[key.spec];
    assert(signingAlgorithms.includes(algorithm), `${algorithm} is no algorithm of ${key.spec}`);
    assert(isMessageLength(algorithm, messageType, message.length), `no message of ${algorithm} and ${messageType}`);
    return loaded(key, { use, algorithm, messageType });
  }

  const engine: KeyPairEngine = {
    generate: (spec, random) => implementationOf(spec, { use: 'generate' }).generate(spec, random),
    load: (spec, secret) => implementationOf(spec, { use: 'load' }).load(spec, secret),
    importPkcs8: (spec, pkcs8) => implementationOf(spec, { use: 'import' }).importPkcs8(spec, pkcs8),
    publicKey: (key) => loaded(key, { use: 'public-key' }).publicKey.spki,
    exportPkcs8: (key) => loaded(key, { use: 'public-key' }).exportPkcs8(),
    isConsistent: (key, usage) => passesPairwiseTest(engine, key, usage),

    sign(key, algorithm, messageType, message, random) {
      return signer(key, 'sign', algorithm, messageType, message).sign(algorithm, messageType, message, random);
    },

    verify(key, algorithm, messageType, message, signature) {
      const { publicKey } = signer(key, 'verify', algorithm, messageType, message);
      assert(publicKey.verify !== undefined, 'a spec that signs verifies');
      return publicKey.verify(algorithm, messageType, message, signature);
    },

    encrypt(key, algorithm, plaintext) {
      const { publicKey } = loaded(key, { use: 'encrypt' });
      assert(publicKey.encrypt !== undefined, `a key of ${key.spec} cannot encrypt`);
      assert(plaintext.length <= oaepPlaintextMaxBytes(key.spec, algorithm), 'the plaintext does not fit');
      return publicKey.encrypt(algorithm, plaintext);
    },

    decrypt: (key, algorithm, ciphertext) => loaded(key, { use: 'decrypt' }).decrypt(algorithm, ciphertext),

    agree(key, peerSpki) {
      assert(KEY_PAIR_SPECS[key.spec].usages.includes('KEY_AGREEMENT'), `a key of ${key.spec} cannot agree`);
      return loaded(key, { use: 'agree' }).agree(peerSpki);
    },

    encapsulate(key, random) {
      const { publicKey } = loaded(key, { use: 'encapsulate' });
      assert(publicKey.encapsulate !== undefined, `a key of ${key.spec} cannot encapsulate`);
      return publicKey.encapsulate(random);
    },

    decapsulate: (key, ciphertext) => loaded(key, { use: 'decapsulate' }).decapsulate(ciphertext),
    isSlow: (spec, use) => isSlow(name, spec, use),
  };
  return engine;
}
