import { KmsError } from '@strongroom/core/errors.js';
import { forgetInSlots } from '../keys/forget-materials.js';
import { checkOriginExternal, dropMaterial, isPresent } from '../keys/imported-material.js';
import type { KeyMaterial, KmsKey } from '../keys/key-record.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: DeleteImportedKeyMaterial. The key stays, and takes the same material again. */
export const deleteImportedKeyMaterial = operation({
  name: 'DeleteImportedKeyMaterial',
  quota: 'delete',
  readOnly: false,
  crossAccount: false,
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'key-id-or-arn',
      action: 'kms:DeleteImportedKeyMaterial',
      states: 'delete-imported-material',
    },
  ],
  handle({ services, input, keys }) {
    const kmsKey = soleKey(keys);
    checkOriginExternal(kmsKey);
    const material = named(kmsKey, input.keyMaterialId);
    if (material === undefined) return { output: { keyId: kmsKey.arn } };
    const output = { keyId: kmsKey.arn, keyMaterialId: material.id };
    if (!isPresent(material)) return { output };
    return {
      output,
      ...dropMaterial(kmsKey, material),
      afterCommit: () => forgetInSlots(services, kmsKey, [material]),
    };
  },
});

/** The current material by default; undefined when nothing was ever imported. @throws KmsError NotFoundException. */
function named(kmsKey: KmsKey, keyMaterialId: string | undefined): KeyMaterial | undefined {
  if (keyMaterialId === undefined) return kmsKey.currentMaterial;
  const material = kmsKey.materials.get(keyMaterialId);
  if (material !== undefined) return material;
  throw new KmsError('NotFoundException', `Key material '${keyMaterialId}' of KMS key ${kmsKey.arn} does not exist`);
}
