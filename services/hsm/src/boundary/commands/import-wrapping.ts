/** How key material may be wrapped for import (API reference, GetParametersForImport: WrappingAlgorithm). */
import { HsmError } from '@strongroom/core/errors.js';
import type { EncryptionAlgorithm, KeyPairSpec } from '@strongroom/crypto/key-pair/key-pair-engine.js';

export interface WrappingAlgorithm {
  readonly oaep: EncryptionAlgorithm;
  /** The RSA block holds an AES key, which wraps the material by RFC 5649; else it holds the material. */
  readonly throughAes: boolean;
}

const WRAPPING_ALGORITHMS = new Map<string, WrappingAlgorithm>([
  ['RSAES_OAEP_SHA_1', { oaep: 'RSAES_OAEP_SHA_1', throughAes: false }],
  ['RSAES_OAEP_SHA_256', { oaep: 'RSAES_OAEP_SHA_256', throughAes: false }],
  ['RSA_AES_KEY_WRAP_SHA_1', { oaep: 'RSAES_OAEP_SHA_1', throughAes: true }],
  ['RSA_AES_KEY_WRAP_SHA_256', { oaep: 'RSAES_OAEP_SHA_256', throughAes: true }],
]);

/** WrappingKeySpec → modulus bytes. */
const WRAPPING_KEYS = new Map<string, number>([
  ['RSA_2048', 256],
  ['RSA_3072', 384],
  ['RSA_4096', 512],
]);

/** @throws HsmError FUNCTION_NOT_SUPPORTED */
export function wrappingAlgorithmOf(name: string): WrappingAlgorithm {
  const algorithm = WRAPPING_ALGORITHMS.get(name);
  if (algorithm === undefined) throw new HsmError('FUNCTION_NOT_SUPPORTED', 'wrapping algorithm is not offered');
  return algorithm;
}

/** @throws HsmError FUNCTION_NOT_SUPPORTED */
export function wrappingKeyOf(name: string): { readonly spec: KeyPairSpec; readonly modulusBytes: number } {
  const modulusBytes = WRAPPING_KEYS.get(name);
  if (modulusBytes === undefined) throw new HsmError('FUNCTION_NOT_SUPPORTED', 'wrapping key spec is not offered');
  return { spec: name as KeyPairSpec, modulusBytes };
}
