/** GENERATE_BACKING_KEY: a new version of a KMS key, exported as an EKT under the slot key. */
import { HsmError } from '@strongroom/core/errors.js';
import { parseKmsKeyId, SYSTEM_TENANT } from '@strongroom/core/ids.js';
import { AES_256_KEY_BYTES } from '@strongroom/crypto/engine.js';
import { generateBackingKeyArguments, generateBackingKeyResult } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { ENCRYPT_USAGE, ORIGIN_KMS, SYMMETRIC_SPEC } from './permissions.js';

export const generateBackingKey: SlotCommandHandler = (slot, payload) => {
  const { kmsKeyId, keySpec, keyUsage, origin } = generateBackingKeyArguments.read(payload);
  if (slot.tenant === SYSTEM_TENANT) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
  if (parseKmsKeyId(kmsKeyId) === undefined) throw new HsmError('ARGUMENTS_BAD', 'not a KMS key id');
  if (keySpec !== SYMMETRIC_SPEC) throw new HsmError('FUNCTION_NOT_SUPPORTED', 'key spec is not offered');
  if (keyUsage !== ENCRYPT_USAGE || origin !== ORIGIN_KMS) {
    throw new HsmError('ARGUMENTS_BAD', 'key usage or origin does not fit the key spec');
  }
  const hbk = slot.rng.bytes(AES_256_KEY_BYTES);
  const material = slot.seal({ kmsKeyId, keySpec, keyUsage, origin, materialKind: 'BACKING_KEY' }, hbk);
  hbk.fill(0);
  return generateBackingKeyResult.write(material);
};
