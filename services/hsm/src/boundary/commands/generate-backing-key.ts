/** GENERATE_BACKING_KEY: a new version of a KMS key, exported as an EKT under the slot key. */
import { HsmError } from '@strongroom/core/errors.js';
import { parseKmsKeyId, SYSTEM_TENANT } from '@strongroom/core/ids.js';
import {
  isKeyPairSpec,
  parseBackingKeySpec,
  randomKeyBytes,
  usagesOf,
  type BackingKeySpec,
  type KeyUsage,
} from '@strongroom/crypto/key-usages.js';
import {
  generateBackingKeyArguments,
  generateBackingKeyResult,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import type { NewMaterial, SlotCommandHandler, SlotContext } from '../slot-context.js';
import { newKeyPair } from './new-key-pair.js';
import { ORIGIN_EXTERNAL_KEY_STORE, ORIGIN_KMS } from './permissions.js';

export const generateBackingKey: SlotCommandHandler = (slot, payload) => {
  const { kmsKeyId, keySpec, keyUsage, origin } = generateBackingKeyArguments.read(payload);
  if (slot.tenant === SYSTEM_TENANT) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
  if (parseKmsKeyId(kmsKeyId) === undefined) throw new HsmError('ARGUMENTS_BAD', 'not a KMS key id');
  const spec = parseBackingKeySpec(keySpec);
  if (spec === undefined) throw new HsmError('FUNCTION_NOT_SUPPORTED', 'key spec is not offered');
  const usage = usagesOf(spec).find((each) => each === keyUsage);
  if (usage === undefined || !mayHaveOrigin(spec, origin)) {
    throw new HsmError('ARGUMENTS_BAD', 'key usage or origin does not fit the key spec');
  }
  const attributes: NewMaterial = { kmsKeyId, keySpec, keyUsage, origin, materialKind: 'BACKING_KEY' };
  return generateBackingKeyResult.write(sealNewKey(slot, attributes, spec, usage));
};

/** Keys in external key stores are symmetric (API reference, CreateKey). */
function mayHaveOrigin(spec: BackingKeySpec, origin: string): boolean {
  return origin === ORIGIN_KMS || (origin === ORIGIN_EXTERNAL_KEY_STORE && spec === 'SYMMETRIC_DEFAULT');
}

function sealNewKey(
  slot: SlotContext,
  attributes: NewMaterial,
  spec: BackingKeySpec,
  usage: KeyUsage,
): MaterialReference {
  if (isKeyPairSpec(spec)) {
    const { secret, privateKey } = newKeyPair(slot, spec, usage);
    try {
      return slot.sealKeyPair(attributes, secret, privateKey);
    } finally {
      secret.fill(0);
    }
  }
  const secret = slot.rng.bytes(randomKeyBytes(spec));
  try {
    return slot.seal(attributes, secret);
  } finally {
    secret.fill(0);
  }
}
