/** Data key pairs as their users see them: whether a private key and a public key belong together. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { DataKeyPairSpec } from '@strongroom/proto/gen/kms-types.js';
import { hex } from './fixtures.js';
import { ML_KEM } from './ml-kem.js';
import { rawPublicKey } from './signatures.js';

export const DATA_KEY_PAIR_SPECS = [
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_SECG_P256K1',
  'ECC_NIST_EDWARDS25519',
  'ML_KEM_512',
  'ML_KEM_768',
  'ML_KEM_1024',
] as const satisfies readonly DataKeyPairSpec[];

/** d ‖ z of FIPS 203, which stands at the end of a PKCS#8 in seed format (RFC 9935). */
const ML_KEM_SEED_BYTES = 64;

/** @param pkcs8 DER, @param spki DER */
export function isPair(spec: DataKeyPairSpec, pkcs8: Uint8Array, spki: Uint8Array): boolean {
  const kem = ML_KEM.find(([name]) => name === spec)?.[1];
  if (kem !== undefined) {
    return hex(kem.keygen(pkcs8.slice(-ML_KEM_SEED_BYTES)).publicKey) === hex(rawPublicKey(spki));
  }
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const derived = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return hex(derived) === hex(spki);
}
