/** GENERATE_IMPORT_WRAPPING_KEY: an RSA pair whose private half leaves only inside its token, for one KMS key. */
import { HsmError } from '@strongroom/core/errors.js';
import { parseKmsKeyId, SYSTEM_TENANT } from '@strongroom/core/ids.js';
import { algorithmsOf } from '@strongroom/crypto/key-usages.js';
import {
  generateImportWrappingKeyArguments,
  generateImportWrappingKeyResult,
} from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { wrappingAlgorithmOf, wrappingKeyOf } from './import-wrapping.js';
import { newKeyPair } from './new-key-pair.js';
import { ORIGIN_KMS } from './permissions.js';

export const generateImportWrappingKey: SlotCommandHandler = (slot, payload) => {
  const request = generateImportWrappingKeyArguments.read(payload);
  const { kmsKeyId, keySpec, keyUsage, wrappingKeySpec, wrappingAlgorithm, notAfterMs } = request;
  if (slot.tenant === SYSTEM_TENANT) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
  if (parseKmsKeyId(kmsKeyId) === undefined) throw new HsmError('ARGUMENTS_BAD', 'not a KMS key id');
  if (algorithmsOf(keySpec, keyUsage).length === 0) throw new HsmError('ARGUMENTS_BAD', 'key usage does not fit');
  wrappingAlgorithmOf(wrappingAlgorithm);
  const { secret, privateKey } = newKeyPair(slot, wrappingKeyOf(wrappingKeySpec).spec, 'ENCRYPT_DECRYPT');
  try {
    const attributes = {
      kmsKeyId,
      keySpec: wrappingKeySpec,
      keyUsage: wrappingAlgorithm,
      origin: ORIGIN_KMS,
      materialKind: 'IMPORT_WRAPPING_KEY',
      opens: { keySpec, keyUsage, notAfterMs },
    } as const;
    const material = slot.sealApart(attributes, secret);
    return generateImportWrappingKeyResult.write({ material, publicKey: slot.keyPairs.publicKey(privateKey) });
  } finally {
    secret.fill(0);
    privateKey.dispose();
  }
};
