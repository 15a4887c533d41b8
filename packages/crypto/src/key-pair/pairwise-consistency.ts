/**
 * The pairwise consistency test of every new or imported key pair (FIPS 140-3, AS10.35): its two halves undo each
 * other. Fixed inputs will do, for nothing that comes out is kept.
 */
import { must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import { timingSafeEqual } from '../timing-safe.js';
import type { KeyPairEngine, PrivateKey } from './key-pair-engine.js';
import type { KeyPairUsage } from './key-specs.js';
import { KEY_PAIR_SPECS } from './key-specs.js';

const MESSAGE = utf8('pairwise consistency test');

/** Where chance would only protect what comes out. */
const noChance = (length: number): Uint8Array => new Uint8Array(length);

function signsAndVerifies(engine: KeyPairEngine, key: PrivateKey): boolean {
  const [algorithm] = KEY_PAIR_SPECS[key.spec].signingAlgorithms;
  const signing = must(algorithm, 'a spec that signs has an algorithm');
  const signature = engine.sign(key, signing, 'RAW', MESSAGE, noChance);
  return engine.verify(key, signing, 'RAW', MESSAGE, signature);
}

function encryptsAndDecrypts(engine: KeyPairEngine, key: PrivateKey): boolean {
  const decrypted = engine.decrypt(key, 'RSAES_OAEP_SHA_256', engine.encrypt(key, 'RSAES_OAEP_SHA_256', MESSAGE));
  return decrypted !== undefined && timingSafeEqual(decrypted, MESSAGE);
}

/** SP 800-56A §5.6.2.1.4 by a second key, whose scalar is 2, as both parties agree on the same secret. */
function agrees(engine: KeyPairEngine, key: PrivateKey): boolean {
  const scalar = new Uint8Array(must(KEY_PAIR_SPECS[key.spec].secretBytes, 'a spec that agrees has a scalar'));
  scalar[scalar.length - 1] = 2;
  const other = must(engine.load(key.spec, scalar), 'two is a private key on every curve');
  const mine = engine.agree(key, engine.publicKey(other));
  const theirs = engine.agree(other, engine.publicKey(key));
  other.dispose();
  const equal = mine !== undefined && theirs !== undefined && timingSafeEqual(mine, theirs);
  mine?.fill(0);
  theirs?.fill(0);
  return equal;
}

function encapsulatesAndDecapsulates(engine: KeyPairEngine, key: PrivateKey): boolean {
  const { ciphertext, sharedSecret } = engine.encapsulate(key, noChance);
  const decapsulated = engine.decapsulate(key, ciphertext);
  return decapsulated !== undefined && timingSafeEqual(decapsulated, sharedSecret);
}

const TESTS: Readonly<Record<KeyPairUsage, (engine: KeyPairEngine, key: PrivateKey) => boolean>> = {
  SIGN_VERIFY: signsAndVerifies,
  ENCRYPT_DECRYPT: encryptsAndDecrypts,
  KEY_AGREEMENT: agrees,
  ENCAPSULATE_DECAPSULATE: encapsulatesAndDecapsulates,
};

/** True when the halves of `key` undo each other in the way that `usage`, one of the spec's, needs. */
export function passesPairwiseTest(engine: KeyPairEngine, key: PrivateKey, usage: string): boolean {
  const own = KEY_PAIR_SPECS[key.spec].usages.find((candidate) => candidate === usage);
  return TESTS[must(own, 'a usage that the spec does not have')](engine, key);
}
