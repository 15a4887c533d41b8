/** Public keys, key agreement (ECDH) and key encapsulation (ML-KEM). */
import { PUBLIC_KEY_MAX_BYTES } from '@strongroom/core/limits.js';
import { ciphertext, material } from './material.js';
import { bytes, record, type ValueOf } from './record.js';

/** GET_PUBLIC_KEY. The answer is DER SubjectPublicKeyInfo. */
export const getPublicKeyArguments = record({ material });
export type GetPublicKeyArguments = ValueOf<typeof getPublicKeyArguments>;

/** DERIVE_SHARED_SECRET: the peer's DER SubjectPublicKeyInfo. The answer is the raw secret. */
export const deriveSharedSecretArguments = record({ material, publicKey: bytes(PUBLIC_KEY_MAX_BYTES) });
export type DeriveSharedSecretArguments = ValueOf<typeof deriveSharedSecretArguments>;

/** ENCAPSULATE. */
export const encapsulateArguments = record({ material });
export type EncapsulateArguments = ValueOf<typeof encapsulateArguments>;
/** Answer of ENCAPSULATE: the shared secret (32 bytes) and what DECAPSULATE makes it of. */
export const encapsulateResult = record({ ciphertext, sharedSecret: bytes(32) });
export type EncapsulateResult = ValueOf<typeof encapsulateResult>;

/** DECAPSULATE. The answer is the shared secret (32 bytes). */
export const decapsulateArguments = record({ material, ciphertext });
export type DecapsulateArguments = ValueOf<typeof decapsulateArguments>;
