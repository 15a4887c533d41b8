import { KmsError } from '@strongroom/core/errors.js';
import { forgetInSlots } from '../keys/forget-materials.js';
import { checkOriginExternal, dropMaterial, isPresent } from '../keys/imported-material.js';
import { awaitsRotation, type KeyMaterial, type KmsKey } from '../keys/key-record.js';
import { replicasOf } from '../keys/multi-region.js';
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
      afterCommit: async () => {
        await Promise.all(holders(kmsKey, material).map((each) => forgetInSlots(services, each, [material])));
      },
    };
  },
});

/** Where the material was: what waits for its rotation in a primary goes from its replicas too. */
function holders(kmsKey: KmsKey, material: KeyMaterial): readonly Pick<KmsKey, 'region' | 'accountId'>[] {
  const { accountId } = kmsKey;
  const replicas = awaitsRotation(material) ? replicasOf(kmsKey) : [];
  return [kmsKey, ...replicas.map(({ region }) => ({ region, accountId }))];
}

/** The current material by default; undefined when nothing was ever imported. @throws KmsError NotFoundException. */
function named(kmsKey: KmsKey, keyMaterialId: string | undefined): KeyMaterial | undefined {
  if (keyMaterialId === undefined) return kmsKey.currentMaterial;
  const material = kmsKey.materials.get(keyMaterialId);
  if (material !== undefined) return material;
  throw new KmsError('NotFoundException', `Key material '${keyMaterialId}' of KMS key ${kmsKey.arn} does not exist`);
}
