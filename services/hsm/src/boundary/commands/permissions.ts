/**
 * What key material may do, by its authenticated attributes alone: whatever the front end asks, a key never leaves its
 * usage, and takes no algorithm but those of its spec.
 */
import { algorithmsOf, isKeyPairSpec, type KeyUsage } from '@strongroom/crypto/key-usages.js';
import type { Permits } from '../slot-context.js';

export const SYMMETRIC_ALGORITHM = 'SYMMETRIC_DEFAULT';
export const ORIGIN_KMS = 'AWS_KMS';

export const ACCESS_KEY_SPEC = 'AWS4_HMAC_SHA256';
export const ACCESS_KEY_USAGE = 'DERIVE_SIGNING_KEY';

export function mayUse(usage: KeyUsage, algorithm: string): Permits {
  return ({ materialKind, keySpec, keyUsage }) =>
    materialKind === 'BACKING_KEY' &&
    keyUsage === usage &&
    (algorithmsOf(keySpec, usage) as readonly string[]).includes(algorithm);
}

export const mayEncryptSymmetrically = mayUse('ENCRYPT_DECRYPT', SYMMETRIC_ALGORITHM);

/** The public half of a key pair is no secret of any usage. */
export const hasPublicKey: Permits = ({ materialKind, keySpec }) =>
  materialKind === 'BACKING_KEY' && isKeyPairSpec(keySpec);

export const mayDeriveSigningKeys: Permits = ({ materialKind, keySpec, keyUsage }) =>
  materialKind === 'ACCESS_KEY_SECRET' && keySpec === ACCESS_KEY_SPEC && keyUsage === ACCESS_KEY_USAGE;
