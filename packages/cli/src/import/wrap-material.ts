/**
 * Wraps key material for ImportKeyMaterial on the user's machine: RSAES-OAEP (RFC 8017 §7.1) alone, or around a fresh
 * AES key that wraps the material by RFC 5649 (developer guide, "Encrypt the key material").
 */
import { constants, createCipheriv, createPublicKey, publicEncrypt, type KeyObject } from 'node:crypto';
import type { Rng } from '@strongroom/core/rng.js';
import { CliError } from '../cli-error.js';

export const WRAPPING_ALGORITHMS = [
  'RSAES_OAEP_SHA_1',
  'RSAES_OAEP_SHA_256',
  'RSA_AES_KEY_WRAP_SHA_1',
  'RSA_AES_KEY_WRAP_SHA_256',
] as const;
export type WrappingAlgorithm = (typeof WRAPPING_ALGORITHMS)[number];

/** RFC 5649 §3: the constant half of the Alternative Initial Value. */
const ALTERNATIVE_IV = Uint8Array.of(0xa6, 0x59, 0x59, 0xa6);
const AES_KEY_BYTES = 32;

/** @param publicKey DER or PEM SubjectPublicKeyInfo. @throws CliError for what is no RSA public key */
export function readWrappingKey(publicKey: Uint8Array): KeyObject {
  const bytes = Buffer.from(publicKey);
  const isPem = bytes.subarray(0, 11).toString('latin1') === '-----BEGIN ';
  try {
    const key = createPublicKey(isPem ? { key: bytes, format: 'pem' } : { key: bytes, format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Neither form.
  }
  throw new CliError('The wrapping key is no RSA public key. Take PublicKey of GetParametersForImport, DER or PEM.');
}

/** @throws CliError when the material does not fit into the RSA block of the algorithm. */
export function wrapMaterial(
  rng: Pick<Rng, 'bytes'>,
  wrappingKey: KeyObject,
  algorithm: WrappingAlgorithm,
  material: Uint8Array,
): Uint8Array {
  if (!algorithm.startsWith('RSA_AES_KEY_WRAP')) return underRsa(wrappingKey, algorithm, material);
  const aesKey = rng.bytes(AES_KEY_BYTES);
  try {
    const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, ALTERNATIVE_IV);
    return Buffer.concat([underRsa(wrappingKey, algorithm, aesKey), cipher.update(material), cipher.final()]);
  } finally {
    aesKey.fill(0);
  }
}

function underRsa(key: KeyObject, algorithm: WrappingAlgorithm, secret: Uint8Array): Buffer {
  const oaepHash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256';
  try {
    return publicEncrypt({ key, oaepHash, padding: constants.RSA_PKCS1_OAEP_PADDING }, secret);
  } catch (error) {
    throw new CliError(
      `${String(secret.length)} bytes do not fit into one RSA block of ${algorithm}. Use RSA_AES_KEY_WRAP_SHA_256.`,
      { cause: error },
    );
  }
}
