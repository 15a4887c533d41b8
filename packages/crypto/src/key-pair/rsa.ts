/**
 * RSA (RFC 8017) by OpenSSL, with either engine: noble has none. A RAW message is hashed and padded by OpenSSL; over a
 * DIGEST, which node:crypto would hash again, the padding is ours. PKCS#1 v1.5 is for signatures only: nothing here
 * decrypts with it.
 */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { must } from '@strongroom/core/assert.js';
import { concatBytes, equalBytes, viewAsBuffer } from '@strongroom/core/bytes.js';
import { parsePkcs8 } from '../asn1/pkcs8.js';
import { DIGEST_INFO_PREFIX, parseRsaPrivateKey, parseRsaPublicKey, RSA_ALGORITHM } from '../asn1/rsa-keys.js';
import type { RsaPrivateNumbers, RsaPublicNumbers } from '../asn1/rsa-keys.js';
import { parseSpki } from '../asn1/spki.js';
import { plain } from '../plain-bytes.js';
import { encodePss, isPssOf } from './emsa-pss.js';
import type { EncryptionAlgorithm, KeyPairSpec, MessageType, SigningAlgorithm } from './key-pair-engine.js';
import { ENCRYPTION_ALGORITHMS, KEY_PAIR_SPECS, SIGNING_ALGORITHMS } from './key-specs.js';
import type { KeyPairImplementation, LoadedPublicKey, Random } from './loaded-key.js';
import { LoadedKey } from './loaded-key.js';
import { areConsistent } from './rsa-consistency.js';

const { RSA_NO_PADDING, RSA_PKCS1_OAEP_PADDING, RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants;
const PUBLIC_EXPONENT = 65_537;

function modulusBytesOf(spec: KeyPairSpec): number {
  return must(KEY_PAIR_SPECS[spec].modulusBits, 'a spec without a modulus') / 8;
}

function isPss(algorithm: SigningAlgorithm): boolean {
  return algorithm.startsWith('RSASSA_PSS_');
}

function hashOf(algorithm: SigningAlgorithm): 'sha256' | 'sha384' | 'sha512' {
  return must(SIGNING_ALGORITHMS[algorithm].hash, 'RSA signs with SHA-2');
}

/** How OpenSSL pads the hash of a RAW message. OpenSSL accepts no other length of the salt in a signature. */
function paddingOf(algorithm: SigningAlgorithm): { padding: number; saltLength?: number } {
  if (!isPss(algorithm)) return { padding: RSA_PKCS1_PADDING };
  return { padding: RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

/** The encoded message of RFC 8017 §9.2. */
function encodePkcs1(hash: 'sha256' | 'sha384' | 'sha512', digest: Uint8Array, modulusBytes: number): Uint8Array {
  const info = concatBytes(DIGEST_INFO_PREFIX[hash], digest);
  const encoded = new Uint8Array(modulusBytes).fill(0xff);
  encoded.set([0, 1]);
  encoded[modulusBytes - info.length - 1] = 0;
  encoded.set(info, modulusBytes - info.length);
  return encoded;
}

function oaep(algorithm: EncryptionAlgorithm): { padding: number; oaepHash: string } {
  // node:crypto gives MGF1 the same hash.
  return { padding: RSA_PKCS1_OAEP_PADDING, oaepHash: ENCRYPTION_ALGORITHMS[algorithm].hash };
}

class RsaPublicKey implements LoadedPublicKey {
  readonly #modulusBytes: number;
  readonly #openssl: KeyObject;

  constructor(spec: KeyPairSpec, openssl: KeyObject) {
    this.#modulusBytes = modulusBytesOf(spec);
    this.#openssl = openssl;
  }

  get spki(): Uint8Array {
    return plain(this.#openssl.export({ format: 'der', type: 'spki' }));
  }

  verify(algorithm: SigningAlgorithm, messageType: MessageType, message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== this.#modulusBytes) return false;
    const key = this.#openssl;
    const hash = hashOf(algorithm);
    if (messageType === 'RAW') return verify(hash, message, { key, ...paddingOf(algorithm) }, signature);
    let encoded;
    try {
      encoded = publicDecrypt({ key, padding: RSA_NO_PADDING }, signature);
    } catch {
      // The number is not below the modulus.
      return false;
    }
    return isPss(algorithm)
      ? isPssOf(hash, message, encoded)
      : equalBytes(encoded, encodePkcs1(hash, message, this.#modulusBytes));
  }

  encrypt(algorithm: EncryptionAlgorithm, plaintext: Uint8Array): Uint8Array {
    return plain(publicEncrypt({ key: this.#openssl, ...oaep(algorithm) }, plaintext));
  }
}

class RsaPrivateKey extends LoadedKey {
  #openssl: KeyObject | undefined;
  #publicKey: RsaPublicKey | undefined;

  constructor(spec: KeyPairSpec, openssl: KeyObject) {
    super(spec);
    this.#openssl = openssl;
  }

  get #key(): KeyObject {
    return must(this.#openssl, 'a private key is used after it was disposed');
  }

  get publicKey(): RsaPublicKey {
    this.#publicKey ??= new RsaPublicKey(this.spec, createPublicKey(this.#key));
    return this.#publicKey;
  }

  exportPkcs8(): Uint8Array {
    return plain(this.#key.export({ format: 'der', type: 'pkcs8' }));
  }

  override sign(
    algorithm: SigningAlgorithm,
    messageType: MessageType,
    message: Uint8Array,
    random: Random,
  ): Uint8Array {
    const key = this.#key;
    const hash = hashOf(algorithm);
    if (messageType === 'RAW') return plain(sign(hash, message, { key, ...paddingOf(algorithm) }));
    const modulusBytes = modulusBytesOf(this.spec);
    const encoded = isPss(algorithm)
      ? encodePss(hash, message, random(message.length), modulusBytes)
      : encodePkcs1(hash, message, modulusBytes);
    return plain(privateEncrypt({ key, padding: RSA_NO_PADDING }, encoded));
  }

  override decrypt(algorithm: EncryptionAlgorithm, ciphertext: Uint8Array): Uint8Array | undefined {
    // RFC 8017 §7.1.2 step 1: OpenSSL would take one whose leading zeros were left out.
    if (ciphertext.length !== modulusBytesOf(this.spec)) return undefined;
    try {
      return plain(privateDecrypt({ key: this.#key, ...oaep(algorithm) }, ciphertext));
    } catch {
      // OpenSSL decodes OAEP in constant time. Nothing of why it failed leaves here (RFC 8017 §7.1.2, note).
      return undefined;
    }
  }

  protected override wipe(): void {
    this.#openssl = undefined;
    // A public KeyObject made from a private one keeps the private numbers alive.
    this.#publicKey = undefined;
  }
}

/**
 * Modulus of exactly the spec's length; e odd and above 2^16 (FIPS 186-5 §5.4), and below 2^32, as many programs
 * can read no more. AWS documents no bounds for what is imported, and makes keys with 65,537 itself.
 */
function fits(spec: KeyPairSpec, numbers: RsaPublicNumbers): boolean {
  const { modulus, publicExponent } = numbers;
  if (modulus.length !== modulusBytesOf(spec) || (modulus[0] ?? 0) < 0x80) return false;
  if (publicExponent.length !== 3 && publicExponent.length !== 4) return false;
  return ((publicExponent[publicExponent.length - 1] ?? 0) & 1) === 1;
}

/** Views of the numbers; undefined unless the encoding is the one we write, and the lengths are those of `spec`. */
function numbersOf(spec: KeyPairSpec, pkcs8: Uint8Array): RsaPrivateNumbers | undefined {
  const info = parsePkcs8(pkcs8);
  if (info === undefined || info.publicKey !== undefined || !equalBytes(info.algorithm, RSA_ALGORITHM)) {
    return undefined;
  }
  const numbers = parseRsaPrivateKey(info.privateKey);
  return numbers !== undefined && fits(spec, numbers) ? numbers : undefined;
}

export const rsaImplementation: KeyPairImplementation = {
  generate(spec) {
    const modulusLength = modulusBytesOf(spec) * 8;
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength,
      publicExponent: PUBLIC_EXPONENT,
      publicKeyEncoding: { format: 'der', type: 'spki' },
      privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    });
    return plain(privateKey);
  },

  load(spec, secret) {
    if (numbersOf(spec, secret) === undefined) return undefined;
    try {
      return new RsaPrivateKey(spec, createPrivateKey({ key: viewAsBuffer(secret), format: 'der', type: 'pkcs8' }));
    } catch {
      return undefined;
    }
  },

  loadPublic(spec, spki) {
    const parsed = parseSpki(spki);
    if (parsed === undefined || !equalBytes(parsed.algorithm, RSA_ALGORITHM)) return undefined;
    const numbers = parseRsaPublicKey(parsed.publicKey);
    if (numbers === undefined || !fits(spec, numbers)) return undefined;
    return new RsaPublicKey(spec, createPublicKey({ key: viewAsBuffer(spki), format: 'der', type: 'spki' }));
  },

  importPkcs8(spec, pkcs8) {
    const numbers = numbersOf(spec, pkcs8);
    return numbers !== undefined && areConsistent(numbers) ? new Uint8Array(pkcs8) : undefined;
  },
};
