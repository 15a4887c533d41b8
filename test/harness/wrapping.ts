/** What a user does with the answer of GetParametersForImport, by OpenSSL alone. */
import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';

const KWP_IV = Buffer.from('a65959a6', 'hex');

/** Wraps key material under the wrapping key (DER SubjectPublicKeyInfo) as `algorithm` (AlgorithmSpec) says. */
export function wrapMaterial(publicKey: Uint8Array, algorithm: string, material: Uint8Array): Uint8Array {
  const oaepHash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256';
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const underRsa = (secret: Uint8Array): Buffer =>
    publicEncrypt({ key, oaepHash, padding: constants.RSA_PKCS1_OAEP_PADDING }, secret);
  if (!algorithm.startsWith('RSA_AES_KEY_WRAP')) return underRsa(material);
  const aesKey = randomBytes(32);
  const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, KWP_IV);
  return Buffer.concat([underRsa(aesKey), cipher.update(material), cipher.final()]);
}
