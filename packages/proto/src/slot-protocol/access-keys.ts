/** Commands of the tenant `system`: access keys for SigV4. */
import { material } from './material.js';
import { bytes, record, text, type ValueOf } from './record.js';

const accessKeyId = text(128);

const generateSecret = record({ accessKeyId });
/** GENERATE_ACCESS_KEY_SECRET: the access key id is bound into the EKT in the place of a KMS key id. */
export const generateAccessKeySecretArguments = {
  write: (id: string): Uint8Array => generateSecret.write({ accessKeyId: id }),
  read: (payload: Uint8Array): string => generateSecret.read(payload).accessKeyId,
};
/** Answer: the secret (40 characters), and what the store keeps. */
export const generateAccessKeySecretResult = record({ secret: bytes(64), material });
export type AccessKeySecretResult = ValueOf<typeof generateAccessKeySecretResult>;

/**
 * SEAL_XKS_SECRET: the secret of an external key store proxy (43 to 64 characters), with the access key id that it
 * belongs to. The answer is what the store keeps.
 */
export const sealXksSecretArguments = record({ accessKeyId, secret: bytes(64) });
export const sealXksSecretResult = material;

/**
 * DERIVE_SIGNING_KEY (SigV4: kSigning of date, Region, service). `accessKeyId` must be the one bound into the EKT;
 * `date` is YYYYMMDD. The answer is 32 bytes.
 */
export const deriveSigningKeyArguments = record({
  material,
  accessKeyId,
  date: text(8),
  region: text(64),
  service: text(64),
});
export type DeriveSigningKeyArguments = ValueOf<typeof deriveSigningKeyArguments>;
