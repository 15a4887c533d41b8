/** Import of key material: the wrapping key that a user wraps under, and the material that comes back. */
import { CIPHERTEXT_MAX_BYTES, PUBLIC_KEY_MAX_BYTES } from '@strongroom/core/limits.js';
import { apiName, material } from './material.js';
import { bytes, record, text, u53, type ValueOf } from './record.js';

/**
 * GENERATE_IMPORT_WRAPPING_KEY: an RSA pair for one KMS key of one spec and usage, and for one AlgorithmSpec, all
 * bound into its EKT together with the civil time after which it opens nothing. A slow command.
 */
export const generateImportWrappingKeyArguments = record({
  kmsKeyId: text(64),
  keySpec: apiName,
  keyUsage: apiName,
  wrappingKeySpec: apiName,
  wrappingAlgorithm: apiName,
  notAfterMs: u53,
});
export type GenerateImportWrappingKeyArguments = ValueOf<typeof generateImportWrappingKeyArguments>;
/** Answer: what the import token holds, and the public key (DER SubjectPublicKeyInfo). */
export const generateImportWrappingKeyResult = record({ material, publicKey: bytes(PUBLIC_KEY_MAX_BYTES) });
export type GenerateImportWrappingKeyResult = ValueOf<typeof generateImportWrappingKeyResult>;

/**
 * IMPORT_KEY_MATERIAL: `wrappingKey` always with its EKT, which is used once and not kept. A slow command. The answer
 * is the material (32 bytes of id, and its EKT), sealed for `kmsKeyId` with the origin EXTERNAL.
 */
export const importKeyMaterialArguments = record({
  wrappingKey: material,
  kmsKeyId: text(64),
  keySpec: apiName,
  keyUsage: apiName,
  nowMs: u53,
  encryptedKeyMaterial: bytes(CIPHERTEXT_MAX_BYTES),
});
export type ImportKeyMaterialArguments = ValueOf<typeof importKeyMaterialArguments>;
export const importKeyMaterialResult = material;
