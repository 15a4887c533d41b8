/**
 * What key material may do, by its authenticated attributes alone: whatever the front end asks, a key never leaves its
 * usage, and takes no algorithm but those of its spec.
 */
import { algorithmsOf, isKeyPairSpec, type KeyUsage } from '@strongroom/crypto/key-usages.js';
import type { Permits } from '../slot-context.js';

export const SYMMETRIC_ALGORITHM = 'SYMMETRIC_DEFAULT';
export const ORIGIN_KMS = 'AWS_KMS';
/** Half of a key: the other half is in an external key manager. */
export const ORIGIN_EXTERNAL_KEY_STORE = 'EXTERNAL_KEY_STORE';

export const ACCESS_KEY_SPEC = 'AWS4_HMAC_SHA256';
export const ACCESS_KEY_USAGE = 'DERIVE_SIGNING_KEY';
/** A proxy's secret, which its owner has chosen, signs requests to proxies and never proves who a caller is. */
export const XKS_SECRET_USAGE = 'SIGN_XKS_REQUEST';
export const XKS_SERVICE = 'kms-xks-proxy';

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

/** @param service the signing name of the credential scope */
export function mayDeriveSigningKeys(service: string): Permits {
  const usage = service === XKS_SERVICE ? XKS_SECRET_USAGE : ACCESS_KEY_USAGE;
  return ({ materialKind, keySpec, keyUsage }) =>
    materialKind === 'ACCESS_KEY_SECRET' && keySpec === ACCESS_KEY_SPEC && keyUsage === usage;
}
