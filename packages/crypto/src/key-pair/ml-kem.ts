/** ML-KEM (FIPS 203) by noble. Loaded only in slow threads. */
import { ml_kem1024, ml_kem512, ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { assert, must } from '@strongroom/core/assert.js';
import { SECRET_ACCESS } from '../secret-access.js';
import { SecretBytes } from '../secret-bytes.js';
import type { KeyPairSpec } from './key-pair-engine.js';
import type { KeyPairImplementation, LoadedPublicKey, Random } from './loaded-key.js';
import { LoadedKey } from './loaded-key.js';
import { decodeSeed, decodeSeedSpki, encodeSeed, encodeSeedSpki } from './seed-encoding.js';

const SCHEMES = { ML_KEM_512: ml_kem512, ML_KEM_768: ml_kem768, ML_KEM_1024: ml_kem1024 } as const;

type MlKemSpec = keyof typeof SCHEMES;

const LENGTH = 'noble states the lengths of its keys';
const SEED_BYTES = 64;
const MESSAGE_BYTES = 32;

function requireSpec(spec: KeyPairSpec): MlKemSpec {
  assert(Object.hasOwn(SCHEMES, spec), 'not a spec of ML-KEM');
  return spec as MlKemSpec;
}

class MlKemPublicKey implements LoadedPublicKey {
  readonly #spec: MlKemSpec;
  readonly #bytes: Uint8Array;

  constructor(spec: MlKemSpec, bytes: Uint8Array) {
    this.#spec = spec;
    this.#bytes = bytes;
  }

  get spki(): Uint8Array {
    return encodeSeedSpki(this.#spec, this.#bytes);
  }

  encapsulate(random: Random): { ciphertext: Uint8Array; sharedSecret: Uint8Array } {
    const message = random(MESSAGE_BYTES);
    try {
      const { cipherText, sharedSecret } = SCHEMES[this.#spec].encapsulate(this.#bytes, message);
      // noble hands out a view; the other half of what it views has been wiped.
      const copy = sharedSecret.slice();
      sharedSecret.fill(0);
      return { ciphertext: cipherText, sharedSecret: copy };
    } finally {
      message.fill(0);
    }
  }
}

class MlKemPrivateKey extends LoadedKey {
  readonly #spec: MlKemSpec;
  readonly #seed: SecretBytes;
  readonly #expanded: SecretBytes;
  readonly publicKey: MlKemPublicKey;

  constructor(spec: MlKemSpec, seed: Uint8Array) {
    super(spec);
    const { secretKey, publicKey } = SCHEMES[spec].keygen(seed);
    this.#spec = spec;
    this.#seed = SecretBytes.copyOf(seed);
    this.#expanded = SecretBytes.own(secretKey);
    this.publicKey = new MlKemPublicKey(spec, publicKey);
  }

  exportPkcs8(): Uint8Array {
    return encodeSeed(this.#spec, this.#seed.expose(SECRET_ACCESS));
  }

  override decapsulate(ciphertext: Uint8Array): Uint8Array | undefined {
    const scheme = SCHEMES[this.#spec];
    if (ciphertext.length !== scheme.lengths.cipherText) return undefined;
    const sharedSecret = scheme.decapsulate(ciphertext, this.#expanded.expose(SECRET_ACCESS));
    const copy = sharedSecret.slice();
    sharedSecret.fill(0);
    return copy;
  }

  protected override wipe(): void {
    this.#seed.dispose();
    this.#expanded.dispose();
  }
}

export const mlKemImplementation: KeyPairImplementation = {
  generate: (_spec, random) => random(SEED_BYTES),

  load(spec, secret) {
    return secret.length === SEED_BYTES ? new MlKemPrivateKey(requireSpec(spec), secret) : undefined;
  },

  loadPublic(spec, spki) {
    const mlKemSpec = requireSpec(spec);
    const scheme = SCHEMES[mlKemSpec];
    const bytes = decodeSeedSpki(mlKemSpec, spki, must(scheme.lengths.publicKey, LENGTH));
    if (bytes === undefined) return undefined;
    try {
      // The modulus check of FIPS 203 §7.2.
      scheme.prepare(bytes).clean();
    } catch {
      return undefined;
    }
    return new MlKemPublicKey(mlKemSpec, bytes);
  },

  importPkcs8: (spec, pkcs8) => decodeSeed(requireSpec(spec), pkcs8),
};
