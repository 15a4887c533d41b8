/** The algorithms of a KMS key as the API names them. Which they are is one table for front end and HSMs. */
import { KmsError } from '@strongroom/core/errors.js';
import type { EncryptionAlgorithm } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import { oaepPlaintextMaxBytes } from '@strongroom/crypto/key-pair/key-specs.js';
import { algorithmsOf, isKeyPairSpec } from '@strongroom/crypto/key-usages.js';
import type { GetPublicKeyResponse, KeyMetadata } from '@strongroom/proto/gen/kms-types.js';
import type { KmsKey } from './key-record.js';

type TypedKey = Pick<KmsKey, 'keySpec' | 'keyUsage'>;

/** Whether the key, in its usage, takes the algorithm. */
export function takesAlgorithm({ keySpec, keyUsage }: TypedKey, algorithm: string): boolean {
  return (algorithmsOf(keySpec, keyUsage) as readonly string[]).includes(algorithm);
}

const MEMBERS = {
  ENCRYPT_DECRYPT: 'encryptionAlgorithms',
  SIGN_VERIFY: 'signingAlgorithms',
  GENERATE_VERIFY_MAC: 'macAlgorithms',
  KEY_AGREEMENT: 'keyAgreementAlgorithms',
  ENCAPSULATE_DECAPSULATE: 'encapsulationAlgorithms',
} as const satisfies Record<KmsKey['keyUsage'], keyof KeyMetadata>;

/** The one member of KeyMetadata, or GetPublicKey's answer, that lists the algorithms of a key of this usage. */
export function algorithmMember({
  keySpec,
  keyUsage,
}: TypedKey): Pick<KeyMetadata & GetPublicKeyResponse, (typeof MEMBERS)[KmsKey['keyUsage']]> {
  return { [MEMBERS[keyUsage]]: algorithmsOf(keySpec, keyUsage) };
}

/** @throws KmsError ValidationException, in the service's words, for a plaintext that RSAES-OAEP cannot encrypt. */
export function checkOaepLength(keySpec: string, algorithm: string, plaintextBytes: number): void {
  if (plaintextBytes > oaepMaxBytes(keySpec, algorithm)) throw plaintextTooLong(keySpec, algorithm);
}

export function plaintextTooLong(keySpec: string, algorithm: string): KmsError {
  const max = String(oaepMaxBytes(keySpec, algorithm));
  return new KmsError(
    'ValidationException',
    `Algorithm ${algorithm} and key spec ${keySpec} cannot encrypt data larger than ${max} bytes.`,
  );
}

/** 0 for whatever is not RSA: checked before. */
function oaepMaxBytes(keySpec: string, algorithm: string): number {
  return isKeyPairSpec(keySpec) ? oaepPlaintextMaxBytes(keySpec, algorithm as EncryptionAlgorithm) : 0;
}
