/** Which algorithms a key spec takes (developer guide, "Key spec reference"). */
import type { EncryptionAlgorithmSpec, KeySpec } from '@strongroom/proto/gen/kms-types.js';

const ENCRYPTION: Partial<Readonly<Record<KeySpec, readonly EncryptionAlgorithmSpec[]>>> = {
  SYMMETRIC_DEFAULT: ['SYMMETRIC_DEFAULT'],
};

export function encryptionAlgorithmsOf(keySpec: KeySpec): readonly EncryptionAlgorithmSpec[] {
  return ENCRYPTION[keySpec] ?? [];
}

/** Of every kind. */
export function algorithmsOf(keySpec: KeySpec): readonly string[] {
  return encryptionAlgorithmsOf(keySpec);
}
