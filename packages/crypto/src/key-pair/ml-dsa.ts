/** ML-DSA (FIPS 204) by noble: pure, with an empty context, hedged. Loaded only in slow threads. */
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { assert, must } from '@strongroom/core/assert.js';
import { SECRET_ACCESS } from '../secret-access.js';
import { SecretBytes } from '../secret-bytes.js';
import type { KeyPairSpec, MessageType, SigningAlgorithm } from './key-pair-engine.js';
import type { KeyPairImplementation, LoadedPublicKey, Random } from './loaded-key.js';
import { LoadedKey } from './loaded-key.js';
import { decodeSeed, decodeSeedSpki, encodeSeed, encodeSeedSpki } from './seed-encoding.js';

const SCHEMES = { ML_DSA_44: ml_dsa44, ML_DSA_65: ml_dsa65, ML_DSA_87: ml_dsa87 } as const;

type MlDsaSpec = keyof typeof SCHEMES;

const LENGTH = 'noble states the lengths of its keys';
const SEED_BYTES = 32;
const HEDGE_BYTES = 32;

function requireSpec(spec: KeyPairSpec): MlDsaSpec {
  assert(Object.hasOwn(SCHEMES, spec), 'not a spec of ML-DSA');
  return spec as MlDsaSpec;
}

class MlDsaPublicKey implements LoadedPublicKey {
  readonly #spec: MlDsaSpec;
  readonly #bytes: Uint8Array;

  constructor(spec: MlDsaSpec, bytes: Uint8Array) {
    this.#spec = spec;
    this.#bytes = bytes;
  }

  get spki(): Uint8Array {
    return encodeSeedSpki(this.#spec, this.#bytes);
  }

  verify(_algorithm: SigningAlgorithm, messageType: MessageType, message: Uint8Array, signature: Uint8Array): boolean {
    const scheme = SCHEMES[this.#spec];
    if (signature.length !== scheme.lengths.signature) return false;
    return messageType === 'EXTERNAL_MU'
      ? scheme.internal.verify(signature, message, this.#bytes, { externalMu: true })
      : scheme.verify(signature, message, this.#bytes);
  }
}

class MlDsaPrivateKey extends LoadedKey {
  readonly #spec: MlDsaSpec;
  readonly #seed: SecretBytes;
  readonly #expanded: SecretBytes;
  readonly publicKey: MlDsaPublicKey;

  constructor(spec: MlDsaSpec, seed: Uint8Array) {
    super(spec);
    const { secretKey, publicKey } = SCHEMES[spec].keygen(seed);
    this.#spec = spec;
    this.#seed = SecretBytes.copyOf(seed);
    this.#expanded = SecretBytes.own(secretKey);
    this.publicKey = new MlDsaPublicKey(spec, publicKey);
  }

  exportPkcs8(): Uint8Array {
    return encodeSeed(this.#spec, this.#seed.expose(SECRET_ACCESS));
  }

  override sign(
    _algorithm: SigningAlgorithm,
    messageType: MessageType,
    message: Uint8Array,
    random: Random,
  ): Uint8Array {
    const scheme = SCHEMES[this.#spec];
    const expanded = this.#expanded.expose(SECRET_ACCESS);
    const extraEntropy = random(HEDGE_BYTES);
    return messageType === 'EXTERNAL_MU'
      ? scheme.internal.sign(message, expanded, { externalMu: true, extraEntropy })
      : scheme.sign(message, expanded, { extraEntropy });
  }

  protected override wipe(): void {
    this.#seed.dispose();
    this.#expanded.dispose();
  }
}

export const mlDsaImplementation: KeyPairImplementation = {
  generate: (_spec, random) => random(SEED_BYTES),

  load(spec, secret) {
    return secret.length === SEED_BYTES ? new MlDsaPrivateKey(requireSpec(spec), secret) : undefined;
  },

  loadPublic(spec, spki) {
    const mlDsaSpec = requireSpec(spec);
    const bytes = decodeSeedSpki(mlDsaSpec, spki, must(SCHEMES[mlDsaSpec].lengths.publicKey, LENGTH));
    return bytes && new MlDsaPublicKey(mlDsaSpec, bytes);
  },

  importPkcs8: (spec, pkcs8) => decodeSeed(requireSpec(spec), pkcs8),
};
