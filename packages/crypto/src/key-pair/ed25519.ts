/**
 * Ed25519 by OpenSSL (or by noble, with the engine `noble`), and Ed25519ph, which only noble has.
 *
 * What KMS calls a DIGEST is the message of Ed25519ph: the service applies the prehash of FIPS 186-5 §7.8.1 to it once
 * more (API reference, Sign, MessageType). A verifier outside passes the digest, not what it is a digest of.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { must } from '@strongroom/core/assert.js';
import { equalBytes, fromHex, viewAsBuffer } from '@strongroom/core/bytes.js';
import { DER_TAG, der, parseDer } from '../asn1/der.js';
import { encodePkcs8, parsePkcs8 } from '../asn1/pkcs8.js';
import { encodeSpki, parseSpki } from '../asn1/spki.js';
import type { NobleEd25519 } from '../noble-ed25519.js';
import { plain } from '../plain-bytes.js';
import { SECRET_ACCESS } from '../secret-access.js';
import { SecretBytes } from '../secret-bytes.js';
import type { KeyPairSpec, MessageType, SigningAlgorithm } from './key-pair-engine.js';
import type { KeyPairImplementation, LoadedPublicKey } from './loaded-key.js';
import { LoadedKey } from './loaded-key.js';

export interface Ed25519Backends {
  /** False with the engine `noble`. */
  readonly openssl: boolean;
  /** Undefined in the fast lane. */
  readonly noble: NobleEd25519 | undefined;
}

/** id-Ed25519, without parameters (RFC 8410 §3). */
const ALGORITHM = fromHex('300506032b6570');
const KEY_BYTES = 32;
const SLOW_ONLY = 'noble is loaded in the slow lane only';

class Ed25519PublicKey implements LoadedPublicKey {
  readonly #bytes: Uint8Array;
  readonly #openssl: KeyObject | undefined;
  readonly #noble: NobleEd25519 | undefined;

  constructor(bytes: Uint8Array, { openssl, noble }: Ed25519Backends) {
    this.#bytes = bytes;
    this.#openssl = openssl
      ? createPublicKey({ key: viewAsBuffer(encodeSpki(ALGORITHM, bytes)), format: 'der', type: 'spki' })
      : undefined;
    this.#noble = noble;
  }

  get spki(): Uint8Array {
    return encodeSpki(ALGORITHM, this.#bytes);
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  verify(algorithm: SigningAlgorithm, _messageType: MessageType, message: Uint8Array, signature: Uint8Array): boolean {
    if (algorithm === 'ED25519_SHA_512' && this.#openssl !== undefined) {
      return verify(null, message, this.#openssl, signature);
    }
    const noble = must(this.#noble, SLOW_ONLY);
    return algorithm === 'ED25519_SHA_512'
      ? noble.verify(this.#bytes, message, signature)
      : noble.verifyPrehashed(this.#bytes, message, signature);
  }
}

class Ed25519PrivateKey extends LoadedKey {
  readonly #seed: SecretBytes;
  readonly #backends: Ed25519Backends;
  #openssl: KeyObject | undefined;
  #publicKey: Ed25519PublicKey | undefined;

  constructor(spec: KeyPairSpec, seed: Uint8Array, backends: Ed25519Backends) {
    super(spec);
    this.#seed = SecretBytes.copyOf(seed);
    this.#backends = backends;
    this.#openssl = backends.openssl ? opensslPrivateKey(seed) : undefined;
  }

  get publicKey(): Ed25519PublicKey {
    this.#publicKey ??= new Ed25519PublicKey(this.#publicBytes(), this.#backends);
    return this.#publicKey;
  }

  #publicBytes(): Uint8Array {
    if (this.#openssl === undefined) {
      return must(this.#backends.noble, SLOW_ONLY).publicKey(this.#seed.expose(SECRET_ACCESS));
    }
    const spki = createPublicKey(this.#openssl).export({ format: 'der', type: 'spki' });
    return must(publicBytesOf(spki), 'OpenSSL writes a canonical SubjectPublicKeyInfo');
  }

  exportPkcs8(): Uint8Array {
    return encodePkcs8(ALGORITHM, der(DER_TAG.octetString, this.#seed.expose(SECRET_ACCESS)));
  }

  override sign(algorithm: SigningAlgorithm, _messageType: MessageType, message: Uint8Array): Uint8Array {
    if (algorithm === 'ED25519_SHA_512' && this.#openssl !== undefined) {
      return plain(sign(null, message, this.#openssl));
    }
    const noble = must(this.#backends.noble, SLOW_ONLY);
    const seed = this.#seed.expose(SECRET_ACCESS);
    return algorithm === 'ED25519_SHA_512' ? noble.sign(seed, message) : noble.signPrehashed(seed, message);
  }

  protected override wipe(): void {
    this.#seed.dispose();
    this.#openssl = undefined;
    this.#publicKey = undefined;
  }
}

function opensslPrivateKey(seed: Uint8Array): KeyObject {
  const pkcs8 = encodePkcs8(ALGORITHM, der(DER_TAG.octetString, seed));
  try {
    return createPrivateKey({ key: viewAsBuffer(pkcs8), format: 'der', type: 'pkcs8' });
  } finally {
    pkcs8.fill(0);
  }
}

function publicBytesOf(spki: Uint8Array): Uint8Array | undefined {
  const parsed = parseSpki(spki);
  const isKey = parsed?.publicKey.length === KEY_BYTES && equalBytes(parsed.algorithm, ALGORITHM);
  return isKey ? parsed.publicKey.slice() : undefined;
}

export function ed25519Implementation(backends: Ed25519Backends): KeyPairImplementation {
  return {
    generate: (_spec, random) => random(KEY_BYTES),

    load(spec, secret) {
      return secret.length === KEY_BYTES ? new Ed25519PrivateKey(spec, secret, backends) : undefined;
    },

    loadPublic(_spec, spki) {
      const bytes = publicBytesOf(spki);
      return bytes && new Ed25519PublicKey(bytes, backends);
    },

    importPkcs8(spec, pkcs8) {
      const info = parsePkcs8(pkcs8);
      if (info === undefined || !equalBytes(info.algorithm, ALGORITHM)) return undefined;
      const seed = parseDer(info.privateKey, (reader) => reader.content(DER_TAG.octetString));
      if (seed?.length !== KEY_BYTES) return undefined;
      if (info.publicKey === undefined) return seed.slice();
      const key = new Ed25519PrivateKey(spec, seed, backends);
      try {
        return equalBytes(key.publicKey.bytes, info.publicKey) ? seed.slice() : undefined;
      } finally {
        key.dispose();
      }
    },
  };
}
